/**
 * GE OEC Elite MiniView states no template (Q27, row IMP-104): it is taken from the content, else from the procedure
 * reported, which is Projection X-Ray (113704).
 */
export const GE_TEMPLATE_NOT_STATED = 'ge-template-not-stated';

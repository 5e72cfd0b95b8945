/**
 * GE fluoroscopy (OEC and Innova systems) writes the UID of the device observer, and those of scope and participants,
 * as TEXT instead of UIDREF (Q29, row IMP-084). The text is taken for the UID.
 */
export const GE_UID_AS_TEXT = 'ge-uid-as-text';

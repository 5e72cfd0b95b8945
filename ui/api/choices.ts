/*
 * What the API takes of a choice, as the pages offer it: they know nothing else of the program, so
 * `test/ui/choices.test.ts` holds these to what the API declares.
 */

export const CHARTS = ['dose', 'frequency', 'over-time', 'weekday-hour', 'histogram', 'scatter'] as const;
export type ChartName = (typeof CHARTS)[number];

export const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;

/** How children are divided further in a chart. */
export const PAEDIATRIC = ['none', 'weight', 'age'] as const;

/** The figures of a mark. */
export const STATISTICS = [
  'mean',
  'median',
  'q1',
  'q3',
  'min',
  'max',
  'whisker_low',
  'whisker_high',
] as const;

/** What became of a file. */
export const OUTCOMES = ['imported', 'duplicate', 'not_dose', 'quarantined', 'held', 'deleted'] as const;

/** What can be decided about an object that brings something new to a deleted study. */
export const HELD_DECISIONS = ['restore', 'import', 'delete'] as const;
export type HeldDecision = (typeof HELD_DECISIONS)[number];

/** What a site may keep of an identifying value, the tightest first. */
export const KEEPING = ['drop', 'hash', 'store'] as const;
export type Keeping = (typeof KEEPING)[number];

/** What the audit trail records. */
export const AUDIT_ACTIONS = [
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'password_changed',
  'session_revoked',
  'token_issued',
  'token_revoked',
  'identity_seen',
  'export',
  'study_deleted',
  'study_restored',
  'study_purged',
  'study_erased',
  'held_decided',
  'facts_imported',
  'facts_applied',
  'device_settings_changed',
  'standard_names_changed',
  'setting_changed',
  'user_added',
  'user_changed',
  'user_removed',
  'run_started',
  'studies_marked',
  'lost_file_replaced',
] as const;

/** The texts that can have a standard name. */
export const STANDARD_NAME_FIELDS = [
  'study_description',
  'requested_procedure_code_meaning',
  'procedure_code_meaning',
  'acquisition_protocol',
] as const;

/** The groups of the guide; what each may is the server's business. */
export const GROUPS = ['viewgroup', 'exportgroup', 'pidgroup', 'importsizegroup', 'admingroup'] as const;

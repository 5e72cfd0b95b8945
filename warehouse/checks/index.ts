import { ATTRIBUTE_CHECKS } from './attributes.js';
import type { Check, DeviceCheck, StudyCheck } from './check.js';
import { DOSE_CHECKS } from './doses.js';
import { DEVICE_CHECKS } from './equipment.js';
import { FINDING_CHECKS } from './findings.js';
import { TIME_CHECKS } from './times.js';
import { TOTAL_CHECKS } from './totals.js';
import { VALUE_CHECKS } from './values.js';

export {
  SEVERITIES,
  type Check,
  type Compared,
  type DeviceCheck,
  type Grain,
  type Severity,
  type StudyCheck,
  type Tolerance,
} from './check.js';
export { failingDevicesSql, failingStudiesSql, studyCheckCountsSql, studyHitsSql } from './check-sql.js';
export type { CheckRelations } from './check-sql.js';
export type { CheckedTable } from './rows.js';

/** Data-quality checks of studies, their events and reports. */
export const STUDY_CHECKS: readonly StudyCheck[] = [
  ...TOTAL_CHECKS,
  ...VALUE_CHECKS,
  ...DOSE_CHECKS,
  ...TIME_CHECKS,
  ...FINDING_CHECKS,
  ...ATTRIBUTE_CHECKS,
];

export { DEVICE_CHECKS };

export const isDeviceCheck = (check: Check): check is DeviceCheck => check.grain === 'device';

/** Every data-quality check. */
export const CHECKS: readonly Check[] = [...STUDY_CHECKS, ...DEVICE_CHECKS];

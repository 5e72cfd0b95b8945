import {
  CHECKS,
  failingDevicesSql,
  failingStudiesSql,
  isDeviceCheck,
  type Check,
  type CheckRelations,
} from '../../warehouse/checks/index.js';
import type { Test } from './filter.js';
import { columnSql, type Binding } from './sql.js';

/** The key of the filter language that finds studies by the data-quality checks that they fail. */
export const FAILED_CHECK = 'failed_check';

/** The checks that a test on the key names; null asks for studies that fail none. */
export function checksNamed(test: Test): readonly Check[] | null {
  if (test.kind === 'equals') return CHECKS.filter(({ id }) => id === test.value);
  if (test.kind === 'contains') return CHECKS.filter(({ id }) => id.includes(test.text.toLowerCase()));
  return test.kind === 'is' && test.state === 'null' ? null : [];
}

/** The condition that a study fails one of the checks named: its own, or that of its device. */
export function failedCheckSql(test: Test, alias: string, today: string, binding: Binding): string {
  const named = checksNamed(test);
  const relations: CheckRelations = { relation: (table) => table, today: () => binding.bind(today) };
  const fails = failsAnySql(named ?? CHECKS, alias, relations);
  return named === null ? `NOT (${fails})` : fails;
}

function failsAnySql(checks: readonly Check[], alias: string, relations: CheckRelations): string {
  const ofDevices = checks.filter(isDeviceCheck);
  const ofStudies = checks.filter((check) => !isDeviceCheck(check));
  const conditions: string[] = [];
  if (ofStudies.length > 0)
    conditions.push(`${columnSql(alias, 'study_id')} IN (${failingStudiesSql(ofStudies, relations)})`);
  if (ofDevices.length > 0) {
    const devices = `SELECT device_id FROM (${failingDevicesSql(ofDevices, relations)})`;
    conditions.push(`coalesce(${columnSql(alias, 'device_id')} IN (${devices}), FALSE)`);
  }
  return conditions.length === 0 ? 'FALSE' : `(${conditions.join(' OR ')})`;
}

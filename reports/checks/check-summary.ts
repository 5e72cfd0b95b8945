import {
  CHECKS,
  DEVICE_CHECKS,
  failingDevicesSql,
  STUDY_CHECKS,
  studyCheckCountsSql,
  type Check,
  type CheckRelations,
} from '../../warehouse/checks/index.js';
import { studyCondition } from '../filters/compile.js';
import { FAILED_CHECK } from '../filters/failed-check.js';
import type { Clause, Filter } from '../filters/filter.js';
import { serialiseFilter } from '../filters/serialise.js';
import { Binding } from '../filters/sql.js';
import { ask, type Asking } from '../snapshots.js';
import { byGravity, shownCheck, type ShownCheck } from './shown-check.js';

/** A check with how many studies and devices fail it. */
export interface CheckCount extends ShownCheck {
  /** Of a check of equipment none: it is the device that fails. */
  readonly study_count: number;
  readonly device_count: number;
  readonly modalities: readonly FailingModality[];
}

interface FailingModality {
  readonly modality: string;
  readonly study_count: number;
  /** Query string that lists exactly these studies. */
  readonly address: string;
}

/** What one device fails: checks of its own with the two numbers, and checks of its studies with how many. */
export interface DeviceChecks {
  readonly device_id: string;
  readonly display_name: string | null;
  readonly failed: readonly DeviceFailure[];
}

interface DeviceFailure {
  readonly check_id: string;
  readonly study_count: number;
  readonly found: number | null;
  readonly expected: number | null;
}

export interface CheckSummary {
  readonly checks: readonly CheckCount[];
  readonly devices: readonly DeviceChecks[];
}

/** Studies of one modality and device that fail a check. */
interface Count {
  readonly checkId: string;
  readonly modality: string;
  readonly deviceId: string | null;
  readonly studyCount: number;
}

interface DeviceHit extends DeviceFailure {
  readonly device_id: string;
}

/** Every check with the studies of a filter that fail it, and what each device fails: set by set, not study by study. */
export async function checkSummary(asking: Asking, filter: Filter): Promise<CheckSummary> {
  const [counts, deviceHits, names] = await Promise.all([
    studyCounts(asking, filter),
    failingDevices(asking, filter),
    ask(asking, 'SELECT device_id, display_name FROM devices'),
  ]);
  const nameOf = new Map(
    names.map((row) => [String(row['device_id']), row['display_name'] as string | null]),
  );
  return {
    checks: CHECKS.map((check) => checkCount(check, filter, counts, deviceHits)).sort(byGravity),
    devices: byDevice(counts, deviceHits, nameOf),
  };
}

async function studyCounts(asking: Asking, filter: Filter): Promise<readonly Count[]> {
  const binding = new Binding();
  const studies = (): string =>
    `(SELECT * FROM studies f WHERE ${studyCondition(filter, 'f', binding, asking.context)})`;
  const relations: CheckRelations = {
    relation: (table) => (table === 'studies' && filter.clauses.length > 0 ? studies() : table),
    today: () => binding.bind(asking.context.today),
  };
  const rows = await ask(asking, studyCheckCountsSql(STUDY_CHECKS, relations), binding.values);
  return rows.map((row) => ({
    checkId: String(row['check_id']),
    modality: String(row['modality'] ?? ''),
    deviceId: row['device_id'] as string | null,
    studyCount: Number(row['study_count']),
  }));
}

/** Devices that fail by all of their studies, of those that the filter leaves any. */
async function failingDevices(asking: Asking, filter: Filter): Promise<readonly DeviceHit[]> {
  const binding = new Binding();
  const relations: CheckRelations = {
    relation: (table) => table,
    today: () => binding.bind(asking.context.today),
  };
  const failing = failingDevicesSql(DEVICE_CHECKS, relations);
  const isLeft =
    filter.clauses.length === 0
      ? 'TRUE'
      : `device_id IN (SELECT device_id FROM studies f WHERE ${studyCondition(filter, 'f', binding, asking.context)})`;
  const rows = await ask(
    asking,
    `SELECT * FROM (${failing}) WHERE ${isLeft} ORDER BY check_id, device_id`,
    binding.values,
  );
  return rows.map((row) => ({
    check_id: String(row['check_id']),
    device_id: String(row['device_id']),
    study_count: 0,
    found: row['found'] as number | null,
    expected: row['expected'] as number | null,
  }));
}

function checkCount(
  check: Check,
  filter: Filter,
  counts: readonly Count[],
  deviceHits: readonly DeviceHit[],
): CheckCount {
  const own = counts.filter(({ checkId }) => checkId === check.id);
  const modalities = [...new Set(own.map(({ modality }) => modality))].sort();
  return {
    ...shownCheck(check),
    study_count: sum(own),
    device_count: deviceHits.filter(({ check_id: id }) => id === check.id).length,
    modalities: modalities.map((modality) => ({
      modality,
      study_count: sum(own.filter((count) => count.modality === modality)),
      address: addressOf(check, modality, filter),
    })),
  };
}

const sum = (counts: readonly Count[]): number =>
  counts.reduce((total, { studyCount }) => total + studyCount, 0);

/** The filter with the modality and the check added, each as an exact match. */
function addressOf({ id }: Check, modality: string, { clauses }: Filter): string {
  const rest = clauses.filter(({ column, scope }) => scope !== 0 || column !== 'modality');
  return serialiseFilter({ clauses: [...rest, exactly('modality', modality), exactly(FAILED_CHECK, id)] });
}

const exactly = (column: string, value: string): Clause => ({
  scope: 0,
  column,
  negated: false,
  test: value === '' ? { kind: 'is', state: 'null' } : { kind: 'equals', value },
});

function byDevice(
  counts: readonly Count[],
  deviceHits: readonly DeviceHit[],
  nameOf: ReadonlyMap<string, string | null>,
): readonly DeviceChecks[] {
  const failures = new Map<string, DeviceFailure[]>();
  const add = (deviceId: string, failure: DeviceFailure): void => {
    const known = failures.get(deviceId) ?? [];
    const same = known.findIndex(({ check_id: id }) => id === failure.check_id);
    if (same < 0) known.push(failure);
    else known[same] = { ...failure, study_count: failure.study_count + known[same]!.study_count };
    failures.set(deviceId, known);
  };
  for (const { device_id: deviceId, ...failure } of deviceHits) add(deviceId, failure);
  for (const { checkId, deviceId, studyCount } of counts) {
    if (deviceId !== null)
      add(deviceId, { check_id: checkId, study_count: studyCount, found: null, expected: null });
  }
  return [...failures]
    .map(([deviceId, failed]) => ({
      device_id: deviceId,
      display_name: nameOf.get(deviceId) ?? null,
      failed: failed.sort((one, other) => (one.check_id < other.check_id ? -1 : 1)),
    }))
    .sort((one, other) => (one.device_id < other.device_id ? -1 : 1));
}

import type { Severity } from '../../warehouse/checks/index.js';
import { MODALITIES } from '../../warehouse/tables/index.js';
import { resolveDay } from '../filters/moments.js';
import { textList } from '../filters/sql.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';

/** The windows of the home page, in days. */
export interface HomeWindows {
  readonly recentDays: number;
  readonly earlierDays: number;
  readonly silentAfterDays: number;
}

export interface ModalityCount {
  readonly modality: string;
  readonly study_count: number;
}

/** What someone should look at, worst first. */
export interface Attention {
  readonly kind: string;
  readonly severity: Severity;
  readonly count: number;
  readonly message: string;
  readonly href: string;
}

export interface HomeFigures {
  readonly modalities: readonly ModalityCount[];
  readonly systems: readonly SqlRow[];
  readonly attention: readonly Attention[];
}

/** Studies by modality and by system, and what needs attention (rows UI-004…007). */
export async function homeFigures(asking: Asking, windows: HomeWindows): Promise<HomeFigures> {
  const [modalities, systems, objects, unmapped] = await Promise.all([
    countByModality(asking),
    countBySystem(asking, windows),
    unsettledObjects(asking),
    unmappedNames(asking),
  ]);
  const silent = systems.filter((row) => isSilent(row, asking.context.today, windows));
  return { modalities, systems, attention: [...objects, ...silentSystems(silent, windows), ...unmapped] };
}

async function countByModality(asking: Asking): Promise<readonly ModalityCount[]> {
  const rows = await ask(
    asking,
    `SELECT coalesce(modality, '') AS modality, count(*) AS n FROM studies GROUP BY 1
     ORDER BY list_position([${textList(MODALITIES)}], coalesce(modality, '')) NULLS LAST, 1`,
  );
  return rows.map((row) => ({ modality: String(row['modality']), study_count: Number(row['n']) }));
}

/** Scanners may be in a zone where tomorrow has begun; what lies farther ahead was dated by a wrong clock. */
const MOST_DAYS_AHEAD = 1;

/**
 * One row per system and modality: studies, the last one, and those of the two windows, newest first. A study in the
 * future is none of these: behind it a system would pass for one at work for ever.
 */
function countBySystem(asking: Asking, windows: HomeWindows): Promise<SqlRow[]> {
  const since = (days: number): string => resolveDay({ amount: -days, unit: 'd' }, asking.context.today);
  const isPast = 's.study_date <= CAST($3 AS DATE)';
  const at = `(CAST(s.study_date AS VARCHAR) || 'T' || coalesce(s.study_time, ''))`;
  return ask(
    asking,
    `SELECT arg_max(s.device_id, coalesce(${at}, '')) AS device_id, s.display_name AS display_name,
            list_sort(list(DISTINCT s.device_id) FILTER (WHERE s.device_id IS NOT NULL)) AS device_ids,
            coalesce(s.modality, '') AS modality, count(*) AS study_count,
            max(s.study_date) FILTER (WHERE ${isPast}) AS last_study_date,
            arg_max_null(s.study_time, ${at}) FILTER (WHERE ${isPast}) AS last_study_time,
            count(*) FILTER (WHERE s.study_date >= CAST($1 AS DATE) AND ${isPast}) AS last_7_days,
            count(*) FILTER (WHERE s.study_date >= CAST($2 AS DATE) AND ${isPast}) AS last_28_days
     FROM studies s GROUP BY s.display_name, 4
     ORDER BY last_study_date DESC NULLS LAST, display_name NULLS LAST, 4`,
    [since(windows.recentDays), since(windows.earlierDays), since(-MOST_DAYS_AHEAD)],
  );
}

/** A system that worked in the longer window before, and has been silent since. */
function isSilent(row: SqlRow, today: string, windows: HomeWindows): boolean {
  const last = row['last_study_date'];
  if (typeof last !== 'string') return false;
  const silentBefore = resolveDay({ amount: -windows.silentAfterDays, unit: 'd' }, today);
  const forgottenBefore = resolveDay({ amount: -windows.silentAfterDays - 90, unit: 'd' }, today);
  return last < silentBefore && last >= forgottenBefore;
}

function silentSystems(rows: readonly SqlRow[], { silentAfterDays }: HomeWindows): readonly Attention[] {
  if (rows.length === 0) return [];
  const all = [...new Set(rows.map((row) => String(row['display_name'] ?? 'unnamed')))];
  const names = all.slice(0, 5);
  const more = all.length > names.length ? ', …' : '';
  const message = `No study for more than ${silentAfterDays} days: ${names.join(', ')}${more}`;
  return [
    { kind: 'silent_system', severity: 'warning', count: rows.length, message, href: '/admin/devices' },
  ];
}

/** Files in quarantine or held that were not imported since. */
async function unsettledObjects(asking: Asking): Promise<readonly Attention[]> {
  const rows = await ask(
    asking,
    `SELECT o.outcome, count(DISTINCT o.sha256) AS n FROM source_objects o
     WHERE o.outcome IN ('quarantined', 'held')
       AND NOT EXISTS (SELECT 1 FROM source_objects i WHERE i.sha256 = o.sha256 AND i.outcome = 'imported')
     GROUP BY 1 ORDER BY 1 DESC`,
  );
  return rows.map((row): Attention => {
    const quarantined = row['outcome'] === 'quarantined';
    return {
      kind: String(row['outcome']),
      severity: quarantined ? 'error' : 'warning',
      count: Number(row['n']),
      message: quarantined ? 'Files in quarantine' : 'Files held: they bring new events of deleted studies',
      href: `/imports?outcome=${String(row['outcome'])}`,
    };
  });
}

/** Studies without a standard name, where the site uses standard names at all. */
async function unmappedNames(asking: Asking): Promise<readonly Attention[]> {
  const [row] = await ask(
    asking,
    `SELECT count(*) AS n FROM studies
     WHERE standard_name IS NULL AND is_not_patient IS NOT TRUE
       AND modality IN (SELECT modality FROM studies WHERE standard_name IS NOT NULL)`,
  );
  const count = Number(row?.['n'] ?? 0);
  if (count === 0) return [];
  const message = 'Studies without a standard name';
  return [{ kind: 'unmapped_names', severity: 'info', count, message, href: '/admin/standard-names' }];
}

import { partsRelation } from './find-rows.js';
import type { DoseLake } from './open-lake.js';

/** Studies that one page of the walk holds in memory. */
const PAGE = 20_000;

/**
 * StudyInstanceUIDs of everything kept, deleted studies too, by date, in groups; of these devices only where named.
 * The walk sees the snapshot that was newest when it began.
 */
export async function* studyUidGroups(
  lake: DoseLake,
  options: { readonly groupSize: number; readonly deviceIds?: readonly string[] },
): AsyncGenerator<readonly string[]> {
  const pin = lake.pin();
  try {
    const table = options.deviceIds ? 'studies' : 'source_documents';
    const parts = pin.parts.filter((part) => part.table === table);
    if (parts.length === 0) return;
    let last: readonly [date: string, uid: string] = ['', ''];
    for (;;) {
      const rows = await lake.context.engine.query(
        `SELECT study_instance_uid AS uid, coalesce(min(study_date)::VARCHAR, '-') AS date
         FROM ${partsRelation(lake.context.lakeFolder, table, parts)}
         WHERE study_instance_uid IS NOT NULL
           ${options.deviceIds ? 'AND list_has_any(device_ids, ?::VARCHAR[])' : ''}
         GROUP BY 1 HAVING (date, uid) > (?, ?) ORDER BY date, uid LIMIT ${PAGE}`,
        [...(options.deviceIds ? [options.deviceIds] : []), ...last],
      );
      for (let at = 0; at < rows.length; at += options.groupSize)
        yield rows.slice(at, at + options.groupSize).map(({ uid }) => String(uid));
      const end = rows.at(-1);
      if (rows.length < PAGE || !end) return;
      last = [String(end['date']), String(end['uid'])];
    }
  } finally {
    pin.release();
  }
}

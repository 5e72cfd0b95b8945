import { TABLES } from '../../warehouse/tables/index.js';
import { columnSql } from '../filters/sql.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';

/** All equipment with its name, user-defined modality and studies (rows UI-140, UI-142). */
export function listDevices(asking: Asking): Promise<SqlRow[]> {
  const columns = TABLES.devices.columnNames.map((name) => columnSql('d', name)).join(', ');
  return ask(
    asking,
    `SELECT ${columns}, d.display_name, d.user_defined_modality,
            coalesce(u.study_count, 0) AS study_count, u.last_study_date, u.modalities
     FROM devices d
     LEFT JOIN (SELECT device_id, count(*) AS study_count, max(study_date) AS last_study_date,
                       list_sort(list(DISTINCT modality)) AS modalities
                FROM studies GROUP BY device_id) u ON u.device_id = d.device_id
     ORDER BY d.display_name NULLS LAST, d.manufacturer_model_name NULLS LAST, d.device_id`,
  );
}

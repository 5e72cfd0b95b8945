-- grain: one row per CT irradiation event, those of deleted studies left out
with event_rows as (
  select * from {ct_events}
  --if deletions
  where study_id not in (select study_id from {overlays}.deleted_studies)
  --end
)
--if ct_standard_names
select event_row.* replace (coalesce(names.standard_name, event_row.standard_name) as standard_name)
from event_rows as event_row
left join {overlays}.names
  on names.modality = 'CT'
  and names.field = 'acquisition_protocol'
  and names.text = event_row.acquisition_protocol
--else
select * from event_rows
--end

-- grain: one row per projection X-ray irradiation event, those of deleted studies left out
with event_rows as (
  select * from {projection_events}
  --if deletions
  where study_id not in (select study_id from {overlays}.deleted_studies)
  --end
)
--if projection_standard_names
, study_modalities as (
  select study_id, modality from {studies_model}
)
select event_row.* replace (coalesce(names.standard_name, event_row.standard_name) as standard_name)
from event_rows as event_row
left join study_modalities using (study_id)
left join {overlays}.names
  on names.modality = study_modalities.modality
  and names.field = 'acquisition_protocol'
  and names.text = event_row.acquisition_protocol
--else
select * from event_rows
--end

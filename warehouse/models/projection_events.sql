-- grain: one row per projection X-ray irradiation event, those of deleted studies left out
--if projection_standard_names
select event_row.* replace (coalesce(names.standard_name, event_row.standard_name) as standard_name)
from {projection_events} as event_row
left join (select study_id, modality from {studies_model}) as study using (study_id)
left join {overlays}.names
  on names.modality = study.modality
  and names.field = 'acquisition_protocol'
  and names.text = event_row.acquisition_protocol
--else
select * from {projection_events} as event_row
--end
--if deletions
where event_row.study_id not in (select study_id from {overlays}.deleted_studies)
--end

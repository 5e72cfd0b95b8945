-- grain: one row per CT irradiation event, those of deleted studies left out
--if ct_standard_names
select event_row.* replace (coalesce(names.standard_name, event_row.standard_name) as standard_name)
from {ct_events} as event_row
left join {overlays}.names
  on names.modality = 'CT'
  and names.field = 'acquisition_protocol'
  and names.text = event_row.acquisition_protocol
--else
select * from {ct_events} as event_row
--end
--if deletions
where event_row.study_id not in (select study_id from {overlays}.deleted_studies)
--end

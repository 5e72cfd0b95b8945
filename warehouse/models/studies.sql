-- grain: one row per study (StudyInstanceUID and kind of content), deleted studies left out
--if reclassifications
, classified_rows as (
  select study_row.* replace (coalesce(reclassified_studies.modality, study_row.modality) as modality)
  from {studies} as study_row
  left join {overlays}.reclassified_studies using (study_id)
)
--end
--if facts
, facts_of_several as (
  select study_id, {facts_of_several}
  from (
    select study_id, unnest(accession_numbers) as key from {studies} where len(accession_numbers) > 1
  ) as numbers
  join {overlays}.facts_by_accession using (key)
  group by study_id
)
, fact_rows as (
  select study_row.* replace ({fact_columns})
  --if reclassifications
  from classified_rows as study_row
  --else
  from {studies} as study_row
  --end
  left join {overlays}.facts_by_study as study_fact on study_fact.key = study_row.study_instance_uid
  left join {overlays}.facts_by_accession as accession_fact
    on accession_fact.key = study_row.accession_number
  left join facts_of_several as several_fact on several_fact.study_id = study_row.study_id
)
--end
--if overlaid_columns
select
  study_row.* replace (
    --if marks
    coalesce(patient_marks.is_not_patient, study_row.is_not_patient) as is_not_patient,
    --end
    --if study_standard_names
    coalesce(
      name_of_description.standard_name,
      name_of_request.standard_name,
      name_of_procedure.standard_name,
      study_row.standard_name
    ) as standard_name,
    --end
    coalesce(
      --if device_names
      device_names.display_name,
      --end
      study_row.display_name,
      nullif(left(trim(concat_ws(' ', study_row.institution_name, study_row.station_name)), 1024), ''),
      'Blank'
    ) as display_name
  )
--if facts
from fact_rows as study_row
--else
--if reclassifications
from classified_rows as study_row
--else
from {studies} as study_row
--end
--end
--if marks
left join {overlays}.patient_marks using (study_id)
--end
--if device_names
left join {overlays}.device_names using (device_id)
--end
--if study_standard_names
left join {overlays}.names as name_of_description
  on name_of_description.modality = study_row.modality
  and name_of_description.field = 'study_description'
  and name_of_description.text = study_row.study_description
left join {overlays}.names as name_of_request
  on name_of_request.modality = study_row.modality
  and name_of_request.field = 'requested_procedure_code_meaning'
  and name_of_request.text = study_row.requested_procedure_code_meaning
left join {overlays}.names as name_of_procedure
  on name_of_procedure.modality = study_row.modality
  and name_of_procedure.field = 'procedure_code_meaning'
  and name_of_procedure.text = study_row.procedure_code_meaning
--end
--else
select * from {studies} as study_row
--end
--if deletions
where study_row.study_id not in (select study_id from {overlays}.deleted_studies)
--end

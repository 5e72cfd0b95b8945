-- grain: one row per imported object, those of studies that are deleted altogether left out
with document_rows as (
  select * from {source_documents}
)
select * from document_rows
--if deletions
where study_instance_uid is null
  or study_instance_uid not in (select study_instance_uid from {overlays}.deleted_study_uids)
--end

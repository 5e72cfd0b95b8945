-- grain: one row per imported object, those of studies that are deleted altogether left out
select * from {source_documents}
--if deletions
where study_instance_uid is null
  or study_instance_uid not in (select study_instance_uid from {overlays}.deleted_study_uids)
--end

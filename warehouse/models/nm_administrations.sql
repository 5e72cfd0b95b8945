-- grain: one row per radiopharmaceutical administration, those of deleted studies left out
select * from {nm_administrations}
--if deletions
where study_id not in (select study_id from {overlays}.deleted_studies)
--end

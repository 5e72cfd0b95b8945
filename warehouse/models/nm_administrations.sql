-- grain: one row per radiopharmaceutical administration, those of deleted studies left out
with part_rows as (
  select * from {nm_administrations}
)
select * from part_rows
--if deletions
where study_id not in (select study_id from {overlays}.deleted_studies)
--end

-- grain: one row per report and plane (RF, DX), breast (MG) or phantom (CT), those of deleted studies left out
with part_rows as (
  select * from {accumulated_doses}
)
select * from part_rows
--if deletions
where study_id not in (select study_id from {overlays}.deleted_studies)
--end

-- grain: one row per report and plane (RF, DX), breast (MG) or phantom (CT), those of deleted studies left out
select * from {accumulated_doses}
--if deletions
where study_id not in (select study_id from {overlays}.deleted_studies)
--end

-- grain: one row per file handled, whatever became of it
select * from {source_objects}

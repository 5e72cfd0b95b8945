-- grain: one row per file handled, whatever became of it
with object_rows as (
  select * from {source_objects}
)
select * from object_rows

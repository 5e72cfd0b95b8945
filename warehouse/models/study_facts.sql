-- grain: one row per study key, field and source
with stated_rows as (
  select * from {study_facts}
)
select * from stated_rows

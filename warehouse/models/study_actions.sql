-- grain: one row per study and action
with stated_rows as (
  select * from {study_actions}
)
select * from stated_rows

-- grain: one row per study and action
select * from {study_actions}

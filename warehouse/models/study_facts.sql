-- grain: one row per study key, field and source
select * from {study_facts}

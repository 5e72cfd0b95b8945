-- grain: one row per equipment identity, with the name and modality that the site gave it
select
  device_row.*,
  coalesce(
    --if device_names
    device_names.display_name,
    --end
    nullif(left(trim(concat_ws(' ', device_row.institution_name, device_row.station_name)), 1024), ''),
    'Blank'
  ) as display_name,
  --if device_names
  device_names.user_defined_modality
  --else
  null::varchar as user_defined_modality
  --end
from {devices} as device_row
--if device_names
left join {overlays}.device_names using (device_id)
--end

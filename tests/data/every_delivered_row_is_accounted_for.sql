-- Delivered rows are loaded, superseded or quarantined, for each file.
select
    file_name,
    rows_delivered,
    rows_loaded,
    rows_superseded,
    rows_quarantined
from {{ source('raw', 'load_log') }}
where rows_delivered != rows_loaded + rows_superseded + rows_quarantined

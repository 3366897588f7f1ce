-- Delivered rows are loaded, superseded, quarantined or forgotten, for each file.
select
    file_name,
    rows_delivered,
    rows_loaded,
    rows_superseded,
    rows_quarantined,
    rows_forgotten
from {{ source('raw', 'load_log') }}
where
    rows_delivered
    != rows_loaded + rows_superseded + rows_quarantined + rows_forgotten

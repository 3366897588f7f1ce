with

load_log as (
    select * from {{ source('raw', 'load_log') }}
),

-- numbered by wave and name, so that the order of loading makes no difference, and
-- responses first, so that invitations move none of their numbers
deliveries as (
    select
        delivery_id,
        file_name,
        kind,
        wave,
        questionnaire,
        {{ number_of_delivery(
            'wave',
            'row_number() over (partition by wave order by kind desc, file_name)'
        ) }} as delivery_number
    from load_log
    where status = 'loaded'
)

select * from deliveries

with

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

invitations as (
    select * from {{ ref('stg_kto__invitations') }}
),

months as (
    select * from {{ ref('months') }}
),

period_names as (
    select * from {{ ref('period_names') }}
),

report_policy as (
    select * from {{ ref('report_policy') }}
),

period_length as (
    select cast(value as integer) as n_months
    from report_policy
    where setting = 'fieldwork_period'
),

-- beginning in January, so that a period lies in one year
periods as (
    select
        months.month,
        months.label,
        period_length.n_months,
        months.month - (months.month - 1) % period_length.n_months as first_month
    from months
    cross join period_length
),

periods_with_names as (
    select
        periods.month,
        periods.label as month_label,
        periods.first_month,
        -- of one month: its own name
        coalesce(period_names.label, periods.label) as period_name
    from periods
    left join period_names
        on
            periods.n_months = period_names.months
            and periods.first_month = period_names.begins
),

waves as (
    select
        wave,
        year,
        questionnaire
    from respondents
    union
    select
        wave,
        year,
        questionnaire
    from invitations
),

waves_with_labels as (
    select
        waves.wave,
        periods_with_names.month_label || ' ' || substring(waves.wave, 1, 4)
            as wave_label,
        waves.year,
        periods_with_names.month,
        substring(waves.wave, 1, 5) || lpad(
            cast(periods_with_names.first_month as {{ dbt.type_string() }}), 2, '0'
        ) as period,
        periods_with_names.period_name || ' ' || substring(waves.wave, 1, 4)
            as period_label,
        waves.questionnaire
    from waves
    inner join periods_with_names
        on cast(substring(waves.wave, 6, 2) as integer) = periods_with_names.month
)

select * from waves_with_labels

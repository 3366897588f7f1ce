with

option_versions as (
    select * from {{ ref('option_versions') }}
),

question_versions as (
    select * from {{ ref('stg_kto__question_versions') }}
),

versions as (
    select
        question_versions.year,
        option_versions.questionnaire,
        option_versions.question,
        option_versions.option,
        option_versions.label,
        option_versions.comparable_with_previous,
        question_versions.comparable_since as question_comparable_since,
        lag(question_versions.year) over (
            partition by option_versions.question, option_versions.option
            order by question_versions.year
        ) as previous_year
    from option_versions
    inner join question_versions
        on
            option_versions.questionnaire = question_versions.questionnaire
            and option_versions.question = question_versions.question
),

-- an option is comparable no further back than its question
comparable_series as (
    select
        year,
        questionnaire,
        question,
        option,
        label,
        greatest(
            question_comparable_since,
            max(
                case
                    when
                        previous_year is null or not comparable_with_previous
                        then year
                end
            ) over (
                partition by question, option
                order by year
                rows between unbounded preceding and current row
            )
        ) as comparable_since
    from versions
)

select * from comparable_series

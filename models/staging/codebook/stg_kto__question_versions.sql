with

question_versions as (
    select * from {{ ref('question_versions') }}
),

questionnaires as (
    select * from {{ ref('questionnaires') }}
),

versions as (
    select
        questionnaires.year,
        question_versions.questionnaire,
        question_versions.question,
        question_versions.number,
        question_versions.wording,
        question_versions.comparable_with_previous,
        question_versions.remark,
        lag(questionnaires.year) over (
            partition by question_versions.question
            order by questionnaires.year
        ) as previous_year
    from question_versions
    inner join questionnaires
        on question_versions.questionnaire = questionnaires.questionnaire
),

-- years of a question with the same first comparable year may be compared
comparable_series as (
    select
        year,
        questionnaire,
        question,
        number,
        wording,
        remark,
        max(
            case
                when previous_year is null or not comparable_with_previous then year
            end
        ) over (
            partition by question
            order by year
            rows between unbounded preceding and current row
        ) as comparable_since
    from versions
)

select * from comparable_series

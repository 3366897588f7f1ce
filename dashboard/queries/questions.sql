select
    dim_question.*,
    slugs.slug,
    dim_question.question in (
        select value from kto.report_policy where setting = 'main_question'
    ) as is_main,
    dim_question.topic in (
        select value from kto.report_policy where setting = 'importance_topic'
    )
    -- a mark on another scale has no place among these
    and dim_question.compared_with in (
        select main.compared_with
        from kto.dim_question as main
        inner join kto.report_policy as policy on main.question = policy.value
        where policy.setting = 'main_question'
    ) as is_moment,
    dim_question.topic in (
        select value from kto.report_policy where setting = 'background_topic'
    ) as is_background,
    dim_question.topic in (
        select value from kto.report_policy where setting = 'arrival_topic'
    ) as is_arrival,
    dim_question.topic in (
        select value from kto.report_policy where setting = 'result_topic'
    ) as is_result
from kto.dim_question as dim_question
inner join ${slugs} as slugs on slugs.kind = 'question' and dim_question.question = slugs.id
order by position

select answers.*, dim_answer_option.position as option_position
from kto.mart_answers_per_year as answers
inner join kto.dim_answer_option as dim_answer_option
    on answers.question = dim_answer_option.question
    and answers.option = dim_answer_option.option
where not answers.is_net

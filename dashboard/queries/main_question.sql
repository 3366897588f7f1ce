select value as question
from kto.report_policy
where setting = 'main_question'

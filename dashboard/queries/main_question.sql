select question
from kto.dim_question
where topic = 'satisfaction' and kind like 'scale%'

select year, question, wording
from kto.dim_question_version

select *, strftime(published_at, '%Y-%m-%d') as published_on
from kto.dataset

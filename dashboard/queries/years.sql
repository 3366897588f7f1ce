select distinct year from kto.mart_scores_per_year order by year

-- Each open question has one theme for what no rule fits, or its answers would be lost
-- or counted twice; each rule means the same to every engine; no answer has two
-- corrections for one theme.
select
    'open_answer_themes.csv: question ' || question || ' has '
    || sum(case when is_fallback then 1 else 0 end)
    || ' themes with is_fallback true; let one have it.' as sentence
from {{ ref('open_answer_themes') }}
group by question
having sum(case when is_fallback then 1 else 0 end) != 1
union all
select
    'open_answer_theme_rules.csv: the pattern ' || pattern || ' has '
    || case
        when pattern != lower(pattern)
            then 'a capital, and texts are in lower case; use small letters.'
        else
            'a backslash or a group with a question mark, which engines read '
            || 'differently; use [.], [0-9], ([^a-z]|$) and plain groups.'
    end as sentence
from {{ ref('open_answer_theme_rules') }}
where
    pattern != lower(pattern)
    or position('(?' in pattern) > 0
    or position(chr(92) in pattern) > 0
union all
select
    'open_answer_theme_corrections.csv: ' || question || ', ' || answer_md5 || ', '
    || theme || ' stands there more than once; keep one row.' as sentence
from {{ ref('open_answer_theme_corrections') }}
group by question, answer_md5, theme
having count(*) > 1

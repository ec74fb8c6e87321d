-- Answers of 5 to 7 among the effort answers on the 1-7 scale.
select
    date_trunc('{grain}', answered_on) as period_start
    {by},
    count(*) filter (score >= 5) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from responses
where survey = 'ces' and scale_min = 1 and scale_max = 7 and score is not null
    and answered_on >= date '{start}' and answered_on < date '{end}'
group by all

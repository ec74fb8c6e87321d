-- Answers of 4 and 5 among the answers on the 1-5 scale, by the day of the answer.
select
    date_trunc('{grain}', answered_on) as period_start
    {by},
    count(*) filter (score >= 4) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from responses
where survey = 'csat' and scale_min = 1 and scale_max = 5 and score is not null
    and answered_on >= date '{start}' and answered_on < date '{end}'
group by all

-- Promoters (9, 10) less detractors (0 to 6) per 100 answers, all of them counted.
select
    date_trunc('{grain}', answered_on) as period_start
    {by},
    count(*) filter (score >= 9) - count(*) filter (score <= 6) as part,
    count(*) as whole,
    whole as n,
    100 * part / whole as value
from responses
where survey = 'nps' and scale_min = 0 and scale_max = 10 and score is not null
    and answered_on >= date '{start}' and answered_on < date '{end}'
group by all

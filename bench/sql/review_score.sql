-- The mean score of the reviews on the 1-5 scale.
select
    date_trunc('{grain}', answered_on) as period_start
    {by},
    sum(score) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from responses
where survey = 'review' and scale_min = 1 and scale_max = 5 and score is not null
    and answered_on >= date '{start}' and answered_on < date '{end}'
group by all

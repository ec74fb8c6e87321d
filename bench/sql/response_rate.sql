-- Satisfaction surveys that were answered among those sent, by the day they were sent.
select
    date_trunc('{grain}', asked_on) as period_start
    {by},
    count(score) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from responses
where survey = 'csat' and asked_on >= date '{start}' and asked_on < date '{end}'
group by all

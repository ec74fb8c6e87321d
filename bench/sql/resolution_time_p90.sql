-- The 90th percentile of business minutes to the last resolution, by the day of closing.
select
    date_trunc('{grain}', closed_on) as period_start
    {by},
    count(resolution_business_minutes) as part,
    count(*) as whole,
    part as n,
    quantile_cont(resolution_business_minutes, 0.9) as value
from tickets
where closed_on >= date '{start}' and closed_on < date '{end}'
group by all

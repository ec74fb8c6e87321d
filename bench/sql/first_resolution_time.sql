-- The median of minutes to the first resolution, nights and holidays included, of the tickets that were resolved.
select
    date_trunc('{grain}', opened_on) as period_start
    {by},
    count(first_resolution_minutes) as part,
    count(*) as whole,
    part as n,
    quantile_cont(first_resolution_minutes, 0.5) as value
from tickets
where opened_on >= date '{start}' and opened_on < date '{end}'
group by all

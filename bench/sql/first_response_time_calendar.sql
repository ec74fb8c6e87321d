-- The median of minutes to the first reply, nights and holidays included, of the tickets that have one.
select
    date_trunc('{grain}', opened_on) as period_start
    {by},
    count(first_response_minutes) as part,
    count(*) as whole,
    part as n,
    quantile_cont(first_response_minutes, 0.5) as value
from tickets
where opened_on >= date '{start}' and opened_on < date '{end}'
group by all

-- Different customers with a complaint; none where known customers have only other tickets.
select
    date_trunc('{grain}', opened_on) as period_start
    {by},
    count(distinct customer_key) filter (is_complaint) as part,
    null as whole,
    count(*) as n,
    part as value
from tickets
where is_complaint is not null and customer_key is not null and opened_on >= date '{start}' and opened_on < date '{end}'
group by all

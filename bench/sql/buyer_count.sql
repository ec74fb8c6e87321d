-- Different customers with a paid order; none where known customers have only others.
select
    date_trunc('{grain}', ordered_on) as period_start
    {by},
    count(distinct customer_key) filter (status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0) as part,
    null as whole,
    count(*) as n,
    part as value
from orders
where customer_key is not null and ordered_on >= date '{start}' and ordered_on < date '{end}'
group by all

-- Paid orders per different customer who placed them.
select
    date_trunc('{grain}', ordered_on) as period_start
    {by},
    count(*) as part,
    count(distinct customer_key) as whole,
    whole as n,
    part / whole as value
from orders
where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null
    and ordered_on >= date '{start}' and ordered_on < date '{end}'
group by all

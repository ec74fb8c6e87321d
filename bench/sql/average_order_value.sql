-- The mean net revenue of the paid orders.
select
    date_trunc('{grain}', ordered_on) as period_start
    {by},
    sum(net_revenue) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from orders
where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and ordered_on >= date '{start}' and ordered_on < date '{end}'
group by all

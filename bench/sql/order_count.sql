-- Paid orders; none where there are only others.
select
    date_trunc('{grain}', ordered_on) as period_start
    {by},
    count(*) filter (status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0) as part,
    null as whole,
    count(*) as n,
    part as value
from orders
where ordered_on >= date '{start}' and ordered_on < date '{end}'
group by all

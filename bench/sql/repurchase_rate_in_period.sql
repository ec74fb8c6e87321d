-- Of the customers who bought in a period, those who bought on two or more different days of it.
with buyers as (
    select date_trunc('{grain}', ordered_on) as period_start, customer_key, min(ordered_on) < max(ordered_on) as is_repeat {by}
    from orders
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null
        and ordered_on >= date '{start}' and ordered_on < date '{end}'
    group by period_start, customer_key {by}
)
select period_start {by}, count(*) filter (is_repeat) as part, count(*) as whole, whole as n, part / whole as value
from buyers
group by all

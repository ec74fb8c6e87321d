-- Of the customers who bought in the 12 months to a period's end, those who bought on two or more different days.
with purchases as (
    select distinct customer_key, ordered_on {by}
    from orders
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null
),
windows as (
    select period_start, period_end, (period_end - interval 12 month)::date as window_start
    from periods
),
buyers as (
    select period_start, customer_key, count(*) as days {by}
    from windows join purchases on ordered_on >= window_start and ordered_on < period_end
    group by period_start, customer_key {by}
)
select period_start {by}, count(*) filter (days >= 2) as part, count(*) as whole, whole as n, part / whole as value
from buyers
group by all

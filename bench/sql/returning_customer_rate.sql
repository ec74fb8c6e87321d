-- Of the customers who bought in a period, those who had bought on an earlier day than their last one in it.
with visits as (
    select date_trunc('{grain}', ordered_on) as period_start, customer_key, min(ordered_on) as first_day, max(ordered_on) as last_day {by}
    from orders
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null and ordered_on < date '{end}'
    group by period_start, customer_key {by}
),
buyers as (
    select period_start, last_day > min(first_day) over (partition by customer_key {by}) as is_returning {by}
    from visits
    qualify period_start >= date '{start}'
)
select period_start {by}, count(*) filter (is_returning) as part, count(*) as whole, whole as n, part / whole as value
from buyers
group by all

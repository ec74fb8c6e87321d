-- Of the customers who bought in a period, those whose first purchase is in it.
with visits as (
    select date_trunc('{grain}', ordered_on) as period_start, customer_key {by}
    from orders
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null and ordered_on < date '{end}'
    group by period_start, customer_key {by}
),
counted as (
    select min(period_start) as period_start, 1 as new, 0 as buyers {by} from visits group by customer_key {by}
    union all
    select period_start, 0 as new, count(*) as buyers {by} from visits group by period_start {by}
)
select period_start {by}, sum(new) as part, sum(buyers) as whole, whole as n, part / whole as value
from counted
where period_start >= date '{start}'
group by all

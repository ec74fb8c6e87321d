-- Of the customers whose first purchase is in a period, those who bought again within 90 days; once all have had these days.
with days as (
    select distinct customer_key, ordered_on {by}
    from orders
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null
),
customers as (
    select min(ordered_on, 2) as first_two, date_trunc('{grain}', first_two[1]) as period_start {by}
    from days
    group by customer_key {by}
)
select
    period_start
    {by},
    count(*) filter (first_two[2] <= first_two[1] + 90) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from customers
where period_start >= date '{start}' and period_start + interval 1 {grain} + interval 90 day <= date '{until}'
group by all

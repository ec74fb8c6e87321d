-- Customers by the period of their first purchase; none where others ordered and nobody bought for the first time.
with purchases as (
    select customer_key, ordered_on, status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 as is_paid {by}
    from orders
    where customer_key is not null and ordered_on < date '{end}'
),
counted as (
    select date_trunc('{grain}', min(ordered_on)) as period_start, 1 as customers, 0 as orders {by}
    from purchases
    where is_paid
    group by customer_key {by}
    union all
    select date_trunc('{grain}', ordered_on) as period_start, 0 as customers, count(*) as orders {by}
    from purchases
    group by all
)
select period_start {by}, sum(customers) as part, null as whole, sum(orders) as n, part as value
from counted
where period_start >= date '{start}'
group by all

-- Net revenue up to a period's end per customer who had bought by then: both add up what each period brought.
with purchases as (
    select ordered_on, customer_key, net_revenue {by}
    from orders
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null and ordered_on < date '{end}'
),
customers as (
    select customer_key, min(ordered_on) as first_day {by}
    from purchases
    group by customer_key {by}
),
brought as (
    select date_trunc('{grain}', ordered_on) as brought_in, sum(net_revenue) as spent, 0 as won {by} from purchases group by all
    union all
    select date_trunc('{grain}', first_day) as brought_in, 0 as spent, count(*) as won {by} from customers group by all
)
select period_start {by}, sum(spent) as part, sum(won) as whole, whole as n, part / whole as value
from periods join brought on brought_in <= period_start
group by all

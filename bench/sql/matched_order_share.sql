-- Orders of known customers among all orders, cancelled and refunded ones included.
select
    date_trunc('{grain}', ordered_on) as period_start
    {by},
    count(customer_key) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from orders
where ordered_on >= date '{start}' and ordered_on < date '{end}'
group by all

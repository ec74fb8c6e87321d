-- Of the customers who bought or wrote in a period, those who complained; nothing where no ticket is known to be a complaint or not.
with dealings as (
    select date_trunc('{grain}', opened_on) as period_start, customer_key, is_complaint {by}
    from tickets
    where customer_key is not null and opened_on >= date '{start}' and opened_on < date '{end}'
    union all
    select date_trunc('{grain}', ordered_on) as period_start, customer_key, null as is_complaint {by}
    from orders
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null
        and ordered_on >= date '{start}' and ordered_on < date '{end}'
),
customers as (
    select period_start, bool_or(is_complaint) as complained, count(is_complaint) as judged {by}
    from dealings
    group by period_start, customer_key {by}
)
select
    period_start
    {by},
    count(*) filter (complained) as part,
    count(*) as whole,
    whole as n,
    case when sum(judged) > 0 then part / whole end as value
from customers
group by all

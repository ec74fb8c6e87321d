-- Complaints, also of customers not known, per 1,000 customers who bought or wrote; nothing where no ticket is known to be one or not.
with dealings as (
    select date_trunc('{grain}', opened_on) as period_start, customer_key, is_complaint {by}
    from tickets
    where opened_on >= date '{start}' and opened_on < date '{end}'
    union all
    select date_trunc('{grain}', ordered_on) as period_start, customer_key, null as is_complaint {by}
    from orders
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null
        and ordered_on >= date '{start}' and ordered_on < date '{end}'
),
customers as (
    select period_start, customer_key, count(*) filter (is_complaint) as complaints, count(is_complaint) as judged {by}
    from dealings
    group by period_start, customer_key {by}
)
select
    period_start
    {by},
    sum(complaints) as part,
    count(customer_key) as whole,
    whole as n,
    case when sum(judged) > 0 then 1000 * part / nullif(whole, 0) end as value
from customers
group by all

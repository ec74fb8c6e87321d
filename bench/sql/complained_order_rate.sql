-- Of the paid orders of known customers, those of days that a complaint of the customer's followed within 30 days and before the next
-- such day; once these days have passed, and on days that lie between the first and the last ticket known to be a complaint or not.
with days as (
    select distinct customer_key, ordered_on
    from all_orders
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null
),
judged as (
    select min(opened_on) as first_on, max(opened_on) as last_on from all_tickets where is_complaint is not null
),
complained as (
    select distinct days.customer_key, days.ordered_on, true as is_complained
    from all_tickets asof join days on all_tickets.customer_key = days.customer_key and opened_on >= days.ordered_on
    where is_complaint and opened_on <= days.ordered_on + 30
)
select
    date_trunc('{grain}', ordered_on) as period_start
    {by},
    count(is_complained) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from orders left join complained using (customer_key, ordered_on)
where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null
    and ordered_on >= date '{start}' and ordered_on < date '{end}'
    and ordered_on between (select first_on from judged) and (select last_on from judged)
    and date_trunc('{grain}', ordered_on) + interval 1 {grain} + interval 30 day <= date '{until}'
group by all

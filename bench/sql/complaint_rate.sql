-- Complaints opened over paid orders of the same period; nothing where no ticket is known to be a complaint or not.
with events as (
    select date_trunc('{grain}', opened_on) as period_start, is_complaint::int as complaint, 0 as paid {by}
    from tickets
    where is_complaint is not null and opened_on >= date '{start}' and opened_on < date '{end}'
    union all
    select date_trunc('{grain}', ordered_on) as period_start, null as complaint, 1 as paid {by}
    from orders
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0
        and ordered_on >= date '{start}' and ordered_on < date '{end}'
)
select period_start {by}, sum(complaint) as part, sum(paid) as whole, whole as n, part / nullif(whole, 0) as value
from events
group by all

-- Of the customers who bought in the 90 days that end 90 days before a period does, those who did not buy in the 90 days since.
with buyers as (
    select
        period_start,
        customer_key,
        min(ordered_on) < any_value(period_end) - 90 as was_there,
        max(ordered_on) >= any_value(period_end) - 90 as has_returned
        {by}
    from periods join orders on ordered_on >= period_end - 180 and ordered_on < period_end
    where status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0 and customer_key is not null
    group by period_start, customer_key {by}
)
select period_start {by}, count(*) filter (not has_returned) as part, count(*) as whole, whole as n, part / whole as value
from buyers
where was_there
group by all

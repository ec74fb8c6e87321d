-- Days from the newest order to a period's last day.
with days as (
    select ordered_on, count(*) as rows {by}
    from orders
    where ordered_on < date '{end}'
    group by all
)
select
    period_start
    {by},
    null as part,
    null as whole,
    sum(rows) as n,
    any_value(period_end) - 1 - max(ordered_on) as value
from periods join days on ordered_on < period_end
group by all

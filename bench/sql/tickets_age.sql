-- Days from the newest ticket's opening to a period's last day.
with days as (
    select opened_on, count(*) as rows {by}
    from tickets
    where opened_on < date '{end}'
    group by all
)
select
    period_start
    {by},
    null as part,
    null as whole,
    sum(rows) as n,
    any_value(period_end) - 1 - max(opened_on) as value
from periods join days on opened_on < period_end
group by all

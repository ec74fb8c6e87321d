-- Days from the newest answer with a score to a period's last day.
with days as (
    select answered_on, count(*) as rows {by}
    from responses
    where score is not null and answered_on < date '{end}'
    group by all
)
select
    period_start
    {by},
    null as part,
    null as whole,
    sum(rows) as n,
    any_value(period_end) - 1 - max(answered_on) as value
from periods join days on answered_on < period_end
group by all

-- Days from the opening of the oldest ticket that waits at a period's end to the period's last day; 0 where none waits. Which tickets
-- wait is said in waiting_tickets.sql.
with counted as (
    select opened_on, coalesce(least(first_responded_on, closed_on), date '9999-12-31') as gone_on, count(*) as tickets {by}
    from tickets
    where source in (select source from all_tickets where first_responded_on is not null)
        and (first_responded_on is not null or first_response_at is null and first_response_minutes is null
            and first_response_business_minutes is null)
    group by all
)
select
    period_start
    {by},
    null as part,
    null as whole,
    sum(tickets) as n,
    coalesce(any_value(period_end) - 1 - min(opened_on) filter (gone_on >= period_end), 0) as value
from periods join counted on opened_on < period_end
group by all

-- Tickets opened less tickets closed up to a period's end, of sources that tell when tickets are closed.
with counted as (
    select * from tickets where source in (select source from all_tickets where closed_on is not null)
),
moved as (
    select date_trunc('{grain}', opened_on) as moved_in, count(*) as came, 0 as went {by}
    from counted
    where opened_on < date '{end}'
    group by all
    union all
    select date_trunc('{grain}', closed_on) as moved_in, 0 as came, count(*) as went {by}
    from counted
    where closed_on < date '{end}'
    group by all
)
select period_start {by}, sum(came) - sum(went) as part, sum(came) as whole, whole as n, part as value
from periods join moved on moved_in <= period_start
group by all

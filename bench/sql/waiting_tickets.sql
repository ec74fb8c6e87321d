-- Tickets opened up to a period's end and by then neither answered nor closed, of sources that tell the day of the first reply;
-- without those answered on a day not known.
with counted as (
    select opened_on, least(first_responded_on, closed_on) as gone_on {by}
    from tickets
    where source in (select source from all_tickets where first_responded_on is not null)
        and (first_responded_on is not null or first_response_at is null and first_response_minutes is null
            and first_response_business_minutes is null)
),
moved as (
    select date_trunc('{grain}', opened_on) as moved_in, count(*) as came, 0 as went {by}
    from counted
    where opened_on < date '{end}'
    group by all
    union all
    select date_trunc('{grain}', gone_on) as moved_in, 0 as came, count(*) as went {by}
    from counted
    where gone_on < date '{end}'
    group by all
)
select period_start {by}, sum(came) - sum(went) as part, sum(came) as whole, whole as n, part as value
from periods join moved on moved_in <= period_start
group by all

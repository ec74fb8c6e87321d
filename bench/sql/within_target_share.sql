-- Tickets first answered within 60 business minutes among those opened. One without an answer was not; one answered after a time not
-- known is left out, and so are the tickets of sources that never tell that time.
select
    date_trunc('{grain}', opened_on) as period_start
    {by},
    count(*) filter (first_response_business_minutes <= 60) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from tickets
where source in (select source from all_tickets where first_response_business_minutes is not null)
    and (
        first_response_business_minutes is not null
        or coalesce(first_response_at, first_responded_on) is null and first_response_minutes is null
    )
    and opened_on >= date '{start}' and opened_on < date '{end}'
group by all

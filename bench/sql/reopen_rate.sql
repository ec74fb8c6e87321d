-- Tickets that were opened again among those of which that is known.
select
    date_trunc('{grain}', opened_on) as period_start
    {by},
    count(*) filter (reopened_count > 0) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from tickets
where reopened_count is not null and opened_on >= date '{start}' and opened_on < date '{end}'
group by all

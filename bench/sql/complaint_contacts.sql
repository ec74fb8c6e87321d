-- Tickets that are complaints; none where there are only others, nothing where that is known of no ticket.
select
    date_trunc('{grain}', opened_on) as period_start
    {by},
    count(*) filter (is_complaint) as part,
    null as whole,
    count(*) as n,
    part as value
from tickets
where is_complaint is not null and opened_on >= date '{start}' and opened_on < date '{end}'
group by all

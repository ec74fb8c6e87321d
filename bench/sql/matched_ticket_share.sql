-- Tickets of known customers among all tickets.
select
    date_trunc('{grain}', opened_on) as period_start
    {by},
    count(customer_key) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from tickets
where opened_on >= date '{start}' and opened_on < date '{end}'
group by all

-- Of the closed tickets of known customers, those neither re-opened nor followed by another of the same customer and category that was
-- opened later, up to 7 days after the day of closing; once these days have passed.
with followed as (
    select source, ticket_id, min(opened_on) over later as next_on
    from all_tickets
    where customer_key is not null
    window later as (partition by customer_key, category order by opened_at groups between 1 following and 1 following)
)
select
    date_trunc('{grain}', closed_on) as period_start
    {by},
    count(*) filter (reopened_count = 0 and (next_on is null or next_on > closed_on + 7)) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from tickets join followed using (source, ticket_id)
where reopened_count is not null and closed_on >= date '{start}' and closed_on < date '{end}'
    and date_trunc('{grain}', closed_on) + interval 1 {grain} + interval 7 day <= date '{until}'
group by all

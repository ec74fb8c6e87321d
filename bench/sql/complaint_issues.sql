-- Complaints of a customer in a category that none of theirs there preceded by 7 days or fewer; none where there are only other tickets.
with judged as (
    select opened_on, customer_key, category, is_complaint {by}
    from tickets
    where is_complaint is not null and customer_key is not null and opened_on < date '{end}'
),
complaints as (
    select opened_on, lag(opened_on) over (partition by customer_key, category {by} order by opened_on) as last_on {by}
    from judged
    where is_complaint
),
counted as (
    select
        date_trunc('{grain}', opened_on) as period_start,
        count(*) filter (last_on is null or last_on + 7 < opened_on) as issues,
        0 as tickets
        {by}
    from complaints
    group by all
    union all
    select date_trunc('{grain}', opened_on) as period_start, 0 as issues, count(*) as tickets {by}
    from judged
    group by all
)
select period_start {by}, sum(issues) as part, null as whole, sum(tickets) as n, part as value
from counted
where period_start >= date '{start}'
group by all

-- Promoters (9, 10) less detractors (0 to 6) per 100 answers; of a customer's answers in a period the last one counts.
with answers as (
    select
        date_trunc('{grain}', answered_on) as period_start,
        customer_key,
        coalesce(answered_at, answered_on) as answered,
        case when score >= 9 then 1 when score <= 6 then -1 else 0 end as side
        {by}
    from responses
    where survey = 'nps' and scale_min = 0 and scale_max = 10 and score is not null
        and answered_on >= date '{start}' and answered_on < date '{end}'
),
counted as (
    select period_start {by}, arg_max(side, (answered, side)) as side
    from answers
    where customer_key is not null
    group by period_start, customer_key {by}
    union all
    select period_start {by}, side
    from answers
    where customer_key is null
)
select period_start {by}, sum(side) as part, count(*) as whole, whole as n, 100 * part / whole as value
from counted
group by all

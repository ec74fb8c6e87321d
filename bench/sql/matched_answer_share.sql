-- Answers of known customers among all answers with a score.
select
    date_trunc('{grain}', answered_on) as period_start
    {by},
    count(customer_key) as part,
    count(*) as whole,
    whole as n,
    part / whole as value
from responses
where score is not null and answered_on >= date '{start}' and answered_on < date '{end}'
group by all

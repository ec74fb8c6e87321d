-- Rows of files that were rejected among those accepted or rejected, by the day of loading.
select
    date_trunc('{grain}', loaded_on) as period_start
    {by},
    sum(rejected) as part,
    sum(accepted + rejected) as whole,
    whole as n,
    part / nullif(whole, 0) as value
from loads
where loaded_on >= date '{start}' and loaded_on < date '{end}'
group by all

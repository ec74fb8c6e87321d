"""Durations follow the company's calendar, also when it is changed after the load."""

from datetime import date

from etl.company import Company
from etl.recalculated import recalculate
from metrics.calendar import BusinessCalendar

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-12:00,13:00-18:00")
CLOSED = date(2025, 3, 6)


def minutes(installation):
    return dict(installation.facts()["tickets"].select("ticket_id", "first_response_business_minutes").iter_rows())


def changed(company: Company) -> Company:
    calendar = BusinessCalendar.of(company.zone, WEEK, "KR", [CLOSED])
    return Company(company.zone, company.currency, calendar, company.secret)


def test_a_changed_calendar_counts_the_loaded_tickets_again(installation, rows):
    over_lunch = rows.ticket("T1", opened="2025-03-04 11:30", answered="2025-03-04 13:30")
    over_the_closed_day = rows.ticket("T2", opened="2025-03-05 17:00", answered="2025-03-07 10:00")
    in_the_morning = rows.ticket("T3", opened="2025-03-04 10:00", answered="2025-03-04 10:30")
    installation.load(installation.write("t.csv", rows.TICKETS + over_lunch + over_the_closed_day + in_the_morning))
    assert minutes(installation) == {"T1": 120, "T2": 60 + 540 + 60, "T3": 30}
    company = changed(installation.company)
    counted = []
    given = (installation.state, installation.tables, company)
    assert recalculate(*given, lambda session, count: counted.append(count)) == 3, "their resolutions change too"
    assert minutes(installation) == {"T1": 60, "T2": 120, "T3": 30} and counted == [3]
    assert recalculate(*given, lambda session, count: counted.append(count)) == 0


def test_the_next_load_counts_again_by_itself(installation, rows):
    installation.load(installation.write("t.csv", rows.TICKETS + rows.ticket("T1", opened="2025-03-04 11:30", answered="2025-03-04 13:30")))
    installation.company = changed(installation.company)
    loaded = installation.load(installation.write("o.csv", rows.ORDERS + rows.order("O1")))
    assert loaded.recounted == 1 and minutes(installation) == {"T1": 60}

"""What is known of a contact, said once for every theme."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import dataframely as dy
import narwhals as nw

from metrics.engine import collect
from metrics.facts import Fact, Facts, Tickets, fact_of
from metrics.measure import Count, Distinct
from metrics.text import Text

TARGET = 60  # business minutes within which a first reply should come, where nobody says otherwise

waited = nw.col(Tickets.first_response_business_minutes.name)
ANSWERED = ~waited.is_null()
UNANSWERED = nw.all_horizontal(
    nw.col(Tickets.first_response_at.name).is_null(),
    nw.col(Tickets.first_response_minutes.name).is_null(),
    waited.is_null(),
    ignore_nulls=False,
)

opened = Count(on=Tickets.opened_on, label=Text(ko="접수된 문의", en="tickets opened"))

_COMPLAINED = nw.col(Tickets.is_complaint.name)
_JUDGED = ~_COMPLAINED.is_null()
_KNOWN_CUSTOMER = ~nw.col(Tickets.customer_key.name).is_null()

complaints = Count(on=Tickets.opened_on, where=_COMPLAINED, label=Text(ko="불만 문의", en="complaint tickets"))
judged = Count(on=Tickets.opened_on, where=_JUDGED, label=Text(ko="불만 여부를 아는 문의", en="tickets known to be a complaint or not"))
judged_of_known_customers = replace(
    judged,
    where=_JUDGED & _KNOWN_CUSTOMER,
    label=Text(ko="고객과 불만 여부를 아는 문의", en="tickets of known customers, known to be a complaint or not"),
)
complaining_customers = Distinct(
    things=(Tickets.customer_key,), on=Tickets.opened_on, where=_COMPLAINED, label=Text(ko="불만을 말한 고객", en="complaining customers")
)


@dataclass(frozen=True)
class Told:
    """The rows of a fact from those sources that ever tell a column: of the others, its nulls say nothing.

    An export without the hour of the first reply is not one whose tickets all still wait.
    """

    column: dy.Column
    settles = timedelta(0)

    @property
    def facts(self) -> tuple[type[Fact], ...]:
        return (fact_of(self.column),)

    @property
    def counted(self) -> tuple[type[Fact], ...]:
        return self.facts

    def frame(self, facts: Facts) -> nw.LazyFrame[Any]:
        rows, silent = facts.frame(fact_of(self.column)), self._silent(facts)
        return rows.filter(~nw.col(Fact.source.name).is_in(silent)) if silent else rows

    def _silent(self, facts: Facts) -> list[str]:
        """The sources that never tell the column in the whole snapshot."""
        found = facts.whole.found
        if id(self.column) not in found:
            rows = facts.whole.frame(fact_of(self.column))
            told = collect(rows.group_by(Fact.source.name).agg(nw.col(self.column.name).count().alias("told")))
            found[id(self.column)] = told.filter(told=0)[Fact.source.name].to_list()
        silent: list[str] = found[id(self.column)]
        return silent

"""The accepted rows of a file put into the facts, with their customers, and everything of earlier files that follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from etl.arrival import Arrival
from etl.company import Company
from etl.contracts import REF
from etl.durations import recounted
from etl.identity import storable_ref
from etl.links import completed, overtaken
from etl.persons import Persons, rekeyed
from etl.source import OF, Source
from etl.sources import SOURCES
from etl.target import Target
from metrics.facts import FACTS, Customers, Fact, Responses, Tickets


@dataclass(frozen=True)
class Intake:
    """What became of the rows of the facts.

    Of the file's rows: inserted, updated, unchanged, and outdated by what is known of them. Of rows of earlier files: `completed` are
    answers that got their customer now, `merged` rows became another customer's, `recounted` tickets were counted by the calendar of now.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    outdated: int = 0
    completed: int = 0
    merged: int = 0
    recounted: int = 0


def put_in(arrival: Arrival, persons: Persons, target: Target, company: Company, is_new_calendar: bool) -> Intake:
    """Puts an arrival's rows into a target."""
    facts = _with_customers(arrival, persons, company)
    again = _count_again(target, company) if is_new_calendar else 0
    merged = _merge(target, persons.moved)
    inserted = updated = unchanged = outdated = late = 0
    for fact in FACTS:  # customers, orders, tickets, and last the responses, which look into the others
        if fact in facts:
            rows = completed(facts[fact], arrival.source, target.scan) if fact is Responses else facts[fact]
            done = target.put(fact, rows)
            inserted, updated = inserted + done.inserted, updated + done.updated
            unchanged, outdated = unchanged + done.unchanged, outdated + done.outdated
        if fact is Responses:
            late_rows = overtaken(_siblings(arrival), arrival.source, target.scan, facts)
            late = target.put(fact, late_rows).updated if late_rows.height else 0
    return Intake(inserted, updated, unchanged, outdated, late, merged, again)


def _with_customers(arrival: Arrival, persons: Persons, company: Company) -> Mapping[type[Fact], pl.DataFrame]:
    """The accepted rows with customer keys, in the columns of their facts."""
    source, made = arrival.source, {}
    keys = arrival.checked.refs.to_frame("ref").join(persons.keys, on="ref", how="left", maintain_order="left").drop("ref")
    for fact, rows in arrival.checked.facts.items():
        rows = rows.drop(REF).hstack(keys[rows[REF]])
        if fact is Customers:
            ref = Customers.customer_ref.name
            rows = rows.with_columns(pl.Series(ref, [storable_ref(each, source.family, company.secret) for each in rows[ref]], pl.String))
        rows = rows.with_columns(source=pl.lit(source.name), load_id=pl.lit(0, pl.Int64))
        absent = [pl.lit(None, column.dtype).alias(name) for name, column in fact.columns().items() if name not in rows.columns]
        made[fact] = rows.with_columns(absent).select(pl.col(name).cast(column.dtype) for name, column in fact.columns().items())
    return made


def _merge(target: Target, moved: Mapping[int, int]) -> int:
    """Gives the rows of persons who turned out to be others their keys; how many."""
    if not moved:
        return 0
    changed = 0
    for fact in FACTS:
        rows = target.scan(fact).filter(pl.col("customer_key").is_in(list(moved))).collect()
        if rows.height:
            changed += target.put(fact, rekeyed(rows, moved)).updated
    return changed


def _count_again(target: Target, company: Company) -> int:
    rows = recounted(target.scan, company.calendar)
    return target.put(Tickets, rows).updated if rows.height else 0


def _siblings(arrival: Arrival) -> list[Source]:
    """The sources of the same instance: a second shop's answers are about the second shop's orders."""
    _, _, instance = arrival.source.name.partition(OF)
    return [each.of(instance) for each in (*SOURCES, *arrival.kept)]

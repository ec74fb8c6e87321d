"""The contract of a fact: what each of its rows keeps, and that no key is there twice."""

import types
from functools import cache

import polars as pl

from metrics.cores import on_all_cores
from metrics.facts import Fact

JUDGED = 500_000  # rows at a time: the rules take a copy or two


def valid(fact: type[Fact], rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, which keep the contract of their fact.

    Raises:
        dataframely.exc.ValidationError: they do not.
    """
    if not are_different(rows.select(fact.primary_key())):
        return fact.validate(rows)
    on_all_cores(of_one_row(fact).validate, rows.iter_slices(JUDGED))
    return rows


@cache
def of_one_row(fact: type[Fact]) -> type[Fact]:
    """The fact with the rules that a row keeps by itself. To look for repeated keys is most of the work, and needs all rows."""
    keyless = {name: getattr(fact, name).with_primary_key(False) for name in fact.primary_key()}
    made: type[Fact] = types.new_class(fact.__name__, (fact,), exec_body=lambda body: body.update(keyless))
    return made


def are_different(keys: pl.DataFrame) -> bool:
    """Whether no key is there twice. Mostly their hashes tell, at a fifth of the work: where these differ, so do the keys."""
    return keys.hash_rows().n_unique() == keys.height or keys.n_unique() == keys.height

"""Where accepted rows go: into new versions of the fact tables, or, for a dry run, nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from metrics.facts import FACTS, Fact, Facts, name_of
from store.facts import FactTables, Upsert


@dataclass(frozen=True)
class Written:
    """New versions of the tables, which nobody sees until they are published. `versions` go along with what is put in."""

    tables: FactTables
    versions: dict[str, int]
    load_id: int

    def scan(self, fact: type[Fact]) -> pl.LazyFrame:
        """The rows of a fact as they are by now."""
        return self.tables.scan(fact, self.versions[name_of(fact)])

    def put(self, fact: type[Fact], rows: pl.DataFrame) -> Upsert:
        """Puts rows in by their key."""
        done = self.tables.upsert(fact, rows, self.load_id, self.versions[name_of(fact)])
        self.versions[name_of(fact)] = done.version
        return done


@dataclass(frozen=True)
class Rehearsed:
    """The facts as they would be: the rows of a snapshot, and over them those that were put in, in memory."""

    tables: FactTables
    versions: Mapping[str, int]
    frames: dict[str, pl.LazyFrame] = field(default_factory=dict)

    def scan(self, fact: type[Fact]) -> pl.LazyFrame:
        """The rows of a fact as they would be by now."""
        name = name_of(fact)
        return self.frames[name] if name in self.frames else self.tables.scan(fact, self.versions[name])

    def put(self, fact: type[Fact], rows: pl.DataFrame) -> Upsert:
        """Puts rows in by their key, as a load would."""
        key, base = fact.primary_key(), self.scan(fact)
        old = base.join(rows.lazy().select(key), on=key, how="semi").collect()
        newer = old.select(*key, pl.col("updated_at").alias("known_at")).drop_nulls("known_at")
        late = rows.join(newer, on=key).filter(pl.col("updated_at") < pl.col("known_at"))
        current = rows.join(late, on=key, how="anti")
        content = [name for name in fact.columns() if name != "load_id"]
        different = current.join(old, on=content, how="anti", nulls_equal=True)
        inserted = different.join(old, on=key, how="anti").height
        self.frames[name_of(fact)] = pl.concat([base.join(different.lazy(), on=key, how="anti"), different.lazy()])
        return Upsert(0, inserted, different.height - inserted, current.height - different.height, late.height)

    def facts(self) -> Facts:
        """Every fact as it would be, in memory."""
        rows = {name_of(fact): self.scan(fact).collect() for fact in FACTS}
        days = [rows[name_of(fact)][day].max() for fact in FACTS for day, dtype in rows[name_of(fact)].schema.items() if dtype == pl.Date]
        lasts = [day for day in days if isinstance(day, date)]
        return Facts({name: frame.lazy() for name, frame in rows.items()}, until=max(lasts) + timedelta(days=1) if lasts else None)


Target = Written | Rehearsed

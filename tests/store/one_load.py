"""One load as a process of its own: `python -m tests.store.one_load STATE_URL TABLES_URL SHA256 [POINT]`.

It puts in the orders and responses of `ROWS[SHA256]` as a real load does, and kills itself at POINT.
"""

import os
import signal
import sys

import polars as pl

from metrics.facts import Fact, Orders, Responses, name_of
from store import loads, snapshots
from store.facts import FactTables
from store.state import State
from tests.store.rows import order, orders, response, responses

POINTS = ("begun", "files written", "one table ahead", "both tables ahead", "inside the transaction")

ROWS: dict[str, dict[type[Fact], pl.DataFrame]] = {
    "first": {Orders: orders(*map(order, range(300))), Responses: responses(*map(response, range(300)))},
    "second": {
        Orders: orders(*(order(number, team="서초팀" if number % 2 else "강남 1팀") for number in range(200, 400))),
        Responses: responses(*(response(number, survey="csat", scale_max=10.0) for number in range(250, 350))),
    },
}


def load(state: State, tables: FactTables, sha256: str, point: str = "") -> None:
    """The load of the file with that hash; the process dies when it comes to `point`."""

    def reach(here: str) -> None:
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    with state.lock("load", 60):
        with state.write() as session:
            begun = loads.begin(session, "demo_orders", "주문.csv", sha256, 1)
            base = snapshots.base_versions(session)
        reach("begun")
        versions = dict(base)
        counts = {"inserted": 0, "updated": 0, "unchanged": 0}
        for fact, rows in ROWS[sha256].items():
            if point == "files written":
                folder = tables._folder(fact, tables._table(fact))
                folder.write(rows, ["source"])
                reach("files written")
            done = tables.upsert(fact, rows, begun.id, base[name_of(fact)])
            versions[name_of(fact)] = done.version
            counts = {name: count + getattr(done, name) for name, count in counts.items()}
            reach("one table ahead" if fact is Orders else "both tables ahead")
        with state.write() as session:
            published = snapshots.publish(session, versions, begun.id, tables.until(versions))
            rows_in_file = sum(counts.values())
            whole = {"rows_in_file": rows_in_file, "accepted": rows_in_file, "rejected": 0, "grouped": 0}
            loads.finish(session, begun.id, **whole, **counts, snapshot_id=published.id)
            reach("inside the transaction")


if __name__ == "__main__":
    load(State(sys.argv[1]), FactTables(sys.argv[2]), *sys.argv[3:])

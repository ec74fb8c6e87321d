"""A dry run says what a load would come to, to the number, and leaves nothing behind."""

from etl.dry_run import dry_run
from metrics.catalog import METRICS

WATCHED = [METRICS["order_count"], METRICS["repurchase_rate_in_period"]]


def bytes_of(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in (folder / "facts").rglob("*") if file.is_file()}


def test_a_dry_run_says_what_the_load_then_does_and_writes_nothing(installation, rows):
    first = "".join(rows.order(f"O{at}", f"2025-02-{at % 28 + 1:02d} 10:00", member=f"M{at % 30}") for at in range(60))
    installation.load(installation.write("a.csv", rows.ORDERS + first))
    second = "".join(rows.order(f"O{at}", f"2025-02-{at % 28 + 1:02d} 10:00", member=f"M{at}", status="환불완료") for at in range(50, 90))
    file = installation.write("b.csv", rows.ORDERS + second + rows.order("", "2025-03-01 10:00") + rows.order("O99", "2025-03-01 10:00"))
    state, history, written = installation.state, installation.history(), bytes_of(installation.folder)
    with state.read() as session:
        keys = session.connection().exec_driver_sql("SELECT count(*), max(customer_key) FROM identities").one()
    found = dry_run(file, state=state, tables=installation.tables, company=installation.company, metrics=WATCHED)

    assert bytes_of(installation.folder) == written and installation.history() == history
    with state.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*), max(customer_key) FROM identities").one() == keys
    before = installation.facts()["orders"]
    assert (found.accepted, found.rejected, [reject.line for reject in found.rejects]) == (41, 1, [42])
    loaded = installation.load(file)
    assert (found.intake.inserted, found.intake.updated, found.intake.unchanged) == (loaded.inserted, loaded.updated, loaded.unchanged)
    after = installation.facts()["orders"]
    counted = [frame.filter(frame["status"] != "refunded", frame["ordered_on"].dt.month() == 2).height for frame in (before, after)]
    orders, rate = found.effects
    assert (orders.before.value, orders.after.value) == tuple(counted)
    assert rate.before.value != rate.after.value


def test_a_dry_run_tells_what_would_hold_the_load_and_that_a_file_is_known(installation, rows):
    file = installation.write("a.csv", rows.ORDERS + rows.order("O1"))
    given = {"state": installation.state, "tables": installation.tables, "company": installation.company, "metrics": []}
    assert dry_run(file, **given).before is None
    loaded = installation.load(file)
    assert dry_run(file, **given).before.id == loaded.load_id
    late = installation.write("b.csv", rows.ORDERS + rows.order("O2", "2025-06-01 10:00"))
    assert [finding.gate for finding in dry_run(late, **given).findings] == ["gap"]

"""One person over all systems, by phone number, e-mail address or member number; and none of it readable anywhere."""

import gzip
from datetime import date, timedelta

import polars as pl
import pytest

from errors import QueryError, StateError
from etl.forgotten import forget
from etl.identity import same_handles
from etl.parse import amount, comment, moment, ref, score
from etl.persons_undone import unmerge
from etl.source import Constant, From, Handle, Source
from etl.undone import undo
from metrics.facts import Customers, Orders, Responses
from metrics.text import Text
from store import merges


def shop(name: str) -> Source:
    return Source(
        name=name,
        label=Text(ko="가게", en="A shop"),
        recognised_by=("no",),
        into={
            Orders: {
                Orders.order_id: From("no", ref),
                Orders.ordered_at: From("at", moment("%Y-%m-%d")),
                Orders.net_revenue: From("amount", amount),
                Orders.status: Constant("paid"),
            },
            Customers: {Customers.grade: From("grade", optional=True)},
        },
        customer=From("who", ref),
        known_by={Handle.PHONE: From("phone", ref, optional=True), Handle.EMAIL: From("mail", ref, optional=True)},
    )


MALL, STORE = shop("mall"), shop("store")
SURVEY = Source(
    name="survey",
    label=Text(ko="설문", en="A survey"),
    recognised_by=("id",),
    into={
        Responses: {
            Responses.response_id: From("id", ref),
            Responses.survey: Constant("nps"),
            Responses.answered_at: From("at", moment("%Y-%m-%d")),
            Responses.score: From("score", score()),
            Responses.scale_min: Constant(0.0),
            Responses.scale_max: Constant(10.0),
            Responses.comment: From("says", comment),
        }
    },
    known_by={Handle.PHONE: From("phone", ref)},
)
HEADER = "no,at,amount,who,phone,mail\n"
MALL_ROWS = "1,2025-01-05,100,M1,010-1234-5678,hong@example.com\n2,2025-01-06,100,M2,010-9999-0000,kim@example.com\n"
STORE_ROWS = "1,2025-01-07,100,A-77,+82 10 1234 5678,\n2,2025-01-08,100,A-78,,KIM@Example.com \n3,2025-01-09,100,A-79,010-5555-4444,\n"


def put(installation, name, text, source, **given):
    return installation.load(installation.write(name, text), source=source, **given)


@pytest.fixture
def merged(installation):
    """Two shops that share two customers."""
    put(installation, "mall.csv", HEADER + MALL_ROWS, MALL)
    return put(installation, "store.csv", HEADER + STORE_ROWS, STORE)


def customers(installation) -> dict[str, int]:
    orders = installation.facts()["orders"]
    return {f"{source} {id}": key for source, id, key in orders.select("source", "order_id", "customer_key").iter_rows()}


@pytest.mark.parametrize(
    ("handle", "written", "same"),
    [
        (Handle.PHONE, "010-1234-5678", "+821012345678"),
        (Handle.PHONE, "０１０ 1234 5678", "+821012345678"),
        (Handle.PHONE, "+82 (0)10-1234-5678", "+821012345678"),
        (Handle.PHONE, "1012345678", "+821012345678"),
        (Handle.PHONE, "02-123-4567", "+8221234567"),
        (Handle.PHONE, "+1 415 555 0123", "+14155550123"),
        (Handle.PHONE, "12", None),
        (Handle.PHONE, "없음", None),
        (Handle.EMAIL, " Hong@Example.COM ", "hong@example.com"),
        (Handle.EMAIL, "hong", None),
        (Handle.MEMBER, " Ｍ1", "M1"),
    ],
)
def test_every_spelling_of_a_handle_is_one(handle, written, same):
    assert same_handles(handle, pl.Series([written]), "KR").to_list() == [same]


def test_customers_of_two_shops_with_a_phone_or_an_address_in_common_are_one(installation, merged):
    keys = customers(installation)
    assert keys["mall 1"] == keys["store 1"] and keys["mall 2"] == keys["store 2"]
    assert len(set(keys.values())) == 3
    assert merged.merges == 2
    with installation.state.read() as session:
        assert sorted(merge.handle for merge in merges.history(session, 9)) == ["email", "phone"]


def test_the_report_says_what_merging_did_to_the_repurchase_rate(installation):
    days = [date(2024, month, 15) for month in range(1, 13)] + [date(2025, 1, 2), date(2025, 2, 2)]
    many = [(f"{at}-{number}", day, number) for at, day in enumerate(days) for number in range(3 * at, 3 * at + 3)]
    put(installation, "m.csv", HEADER + "".join(f"{no},{day},100,M{who},010-0000-{who:04d},\n" for no, day, who in many), MALL)
    loaded = put(
        installation,
        "s.csv",
        HEADER + "".join(f"{no},{day + timedelta(1)},100,A{who},010-0000-{who:04d},\n" for no, day, who in many),
        STORE,
    )
    assert loaded.merges == len(many) and loaded.merged == 0, "the lower key, known for longer, is kept"
    assert (loaded.merging.before.value, loaded.merging.after.value) == (0, 1), "each bought once in each shop"


def test_a_later_file_can_show_that_two_known_customers_are_one(installation):
    put(installation, "mall.csv", HEADER + "1,2025-01-05,100,M1,010-1234-5678,\n2,2025-01-05,100,M2,,hong@example.com\n", MALL)
    assert len(set(customers(installation).values())) == 2
    loaded = put(installation, "store.csv", HEADER + "1,2025-01-06,100,A1,010-1234-5678,hong@example.com\n", STORE)
    assert (loaded.merges, len(set(customers(installation).values()))) == (2, 1)
    assert loaded.merged == 2, "an order of the mall and its customer changed hands"


def test_a_number_that_many_share_merges_nobody(installation):
    rows = "".join(f"{at},2025-01-05,100,M{at},010-0000-0000,\n" for at in range(6))
    loaded = put(installation, "mall.csv", HEADER + rows, MALL)
    assert (loaded.merges, loaded.shared, len(set(customers(installation).values()))) == (0, 1, 6)


def test_an_answer_that_has_only_a_phone_number_is_of_its_owner(installation, merged):
    put(installation, "survey.csv", "id,at,score,says,phone\nR1,2025-01-09,9,좋아요,01012345678\nR2,2025-01-09,3,별로,\n", SURVEY)
    answers = dict(installation.facts()["responses"].select("response_id", "customer_key").iter_rows())
    assert answers == {"R1": customers(installation)["mall 1"], "R2": None}


def test_a_merge_is_taken_back_and_stays_so_whatever_is_loaded_or_undone(installation, merged):
    with installation.state.read() as session:
        merge = next(each for each in merges.history(session, 9) if each.handle == "phone")
    changed = []
    unmerge(installation.state, installation.tables, merge.id, lambda session, merge, rows: changed.append(rows))
    keys = customers(installation)
    assert keys["mall 1"] != keys["store 1"] and keys["mall 2"] == keys["store 2"]
    assert changed == [2], "one order and one customer"
    put(installation, "again.csv", HEADER + "4,2025-01-10,100,A-77,010-1234-5678,\n", STORE)
    keys = customers(installation)
    assert keys["store 4"] == keys["store 1"] != keys["mall 1"]
    undo(installation.state, installation.tables, lambda session, load: None)
    assert customers(installation)["store 1"] != customers(installation)["mall 1"]
    with pytest.raises(QueryError, match="taken back before"):
        unmerge(installation.state, installation.tables, merge.id, lambda session, merge, rows: None)


def test_undoing_a_load_undoes_its_merges(installation, merged):
    undo(installation.state, installation.tables, lambda session, load: None)
    with installation.state.read() as session:
        assert merges.history(session, 9) == []
    again = put(installation, "store.csv", HEADER + STORE_ROWS, STORE)
    assert again.merges == 2 and customers(installation)["mall 1"] == customers(installation)["store 1"]


READABLE = ("hong@example.com", "kim@example.com", "KIM@Example.com", "010-1234-5678", "+82 10 1234 5678", "1012345678", "010-9999-0000")


def everything_kept(installation) -> str:
    """Every byte that is kept, as text: files as they are, and tables as they are read."""
    installation.state.close()
    texts = []
    for file in installation.folder.rglob("*"):
        if file.is_file() and file.suffix != ".csv":
            raw = file.read_bytes()
            texts.append((gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("latin-1"))
            texts.append(raw.decode("utf-8", "ignore"))
            if file.suffix == ".parquet":
                texts += [repr(row) for row in pl.read_parquet(file).rows()]
    return "\n".join(texts)


def test_no_handle_is_readable_anywhere(installation, merged, caplog):
    put(
        installation,
        "bad.csv",
        HEADER + "9,2025-13-45,100,M1,010-1234-5678,hong@example.com\n8,2025-01-09,100,M1,,\n",
        MALL,
        confirmed=True,
    )
    kept = everything_kept(installation) + caplog.text
    assert "mall" in kept, "the search reaches the rows"
    assert [word for word in READABLE if word in kept] == []


def test_a_forgotten_person_is_nowhere_and_the_figures_stay(installation, merged):
    bad = "9,2025-13-45,100,M1,010-1234-5678,\n8,2025-01-09,100,M1,010-1234-5678,\n7,2025-01-09,100,M2,,\n"
    put(installation, "bad.csv", HEADER + bad, MALL, confirmed=True)
    put(installation, "survey.csv", "id,at,score,says,phone\nR1,2025-01-09,9,비밀 의견입니다,01012345678\n", SURVEY)
    before = installation.facts()
    told = []
    done = forget(
        "010 1234 5678",
        state=installation.state,
        tables=installation.tables,
        company=installation.company,
        record=lambda session, done: told.append(done.number),
    )
    assert told == [done.number]
    assert (done.refs, done.merges, done.rejects, done.comments, done.customers) == (4, 1, 1, 1, 2)
    after = installation.facts()
    assert after["orders"].drop("load_id").sort("source", "order_id").equals(before["orders"].drop("load_id").sort("source", "order_id"))
    assert after["responses"]["score"].to_list() == [9] and after["responses"]["comment"].to_list() == [None]
    kept = everything_kept(installation)
    assert "forgotten-" in kept
    assert [word for word in ("비밀 의견", "'M1'", "A-77", "hong@example.com", "010-1234-5678") if word in kept] == []
    with pytest.raises(StateError, match="erased since"):
        undo(installation.state, installation.tables, lambda session, load: None)
    with pytest.raises(QueryError, match="Nobody is known"):
        forget("M1", state=installation.state, tables=installation.tables, company=installation.company, record=lambda *_: None)
    later = put(installation, "later.csv", HEADER + "20,2025-01-10,100,M1,010-1234-5678,\n", MALL)
    assert later.inserted == 2 and customers(installation)["mall 20"] not in set(before["orders"]["customer_key"])

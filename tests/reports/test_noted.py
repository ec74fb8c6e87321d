"""What is to be known of a trend's periods stands in the report beside it: for its readers, and for nobody else."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

import store.notes
from access import notes
from access.reader import Reader
from access.roles import Role
from metrics.catalog import metric
from metrics.feasts import feasts_of
from metrics.period import Grain
from metrics.query import EVERYTHING
from metrics.text import Language
from reports import archive
from reports.content import Content
from reports.pdf import printed
from reports.sections import Section
from store.notes import Draft, Note
from tests.made_company import SMALL
from tests.reports.mailing import ONLINE, Mailing, addresses

Report = Callable[..., Content]
OTHER = "영남팀"
RATE = (metric("complaint_rate"),)
ADMIN = Reader(3, "admin", "박관리", Role.ADMIN, EVERYTHING, "ko")


def note(said: str, team: str | None = None, metric: str | None = None, on: date = date(2026, 8, 1)) -> Note:
    return Note(
        period=Grain.MONTH.period_of(on), grain=Grain.MONTH, metric=metric, team=team, said=said, id=1, author="김하늘", written_by="kim",
        written_at=datetime(2026, 8, 20, tzinfo=UTC), changed_at=None,
    )  # fmt: skip


NOTES = (note("company-wide outage"), note("in Seoul only", "서울"), note("in Busan only", "부산"))


def section(content: Content, name: str) -> Section:
    return next(section for section in content.sections if section.figures.name == name)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_remarks_are_numbered_above_the_chart_and_told_under_it_in_the_reports_language(report: Report) -> None:
    left = note("상담사 두 명 퇴사", metric="complaint_rate")
    written = [left, note("too old", on=date(2025, 8, 1)), note("too new", on=date(2026, 10, 1))]
    for language, feast, noted in (
        ("ko", "추석 연휴가 든 달입니다(당일 2026년 9월 25일, 한 해 전은 2025년 10월 6일).", ("메모", "2026년 8월")),
        ("en", "Chuseok falls in this month (on 25 Sep 2026; the year before on 6 Oct 2025).", ("Note", "Aug 2026")),
    ):
        content = report(feasts=feasts_of("KR"), notes=written, language=language)
        last, after = section(content, "complaint_rate").noted[-2:]
        assert (last.kind, last.about) == noted and (last.said, last.whose) == ("상담사 두 명 퇴사", "김하늘")
        assert (after.said, after.whose) == (feast, "") and int(after.number) == int(last.number) + 1
        drawn, plain = (section(each, "complaint_rate").trend for each in (content, report(language=language)))
        assert drawn is not None and plain is not None
        assert f">{after.number}</text>" in drawn.svg and f">{after.number}</text>" not in plain.svg
        own, others = ([each.said for each in section(content, name).noted] for name in ("complaint_rate", "net_promoter_score"))
        assert others == [said for said in own if said != left.said]
        assert section(content, "repurchase_rate").noted == ()  # twelve months feel no feast


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, {"company-wide outage", "in Seoul only", "in Busan only"}),
        ({"teams": ("서울",)}, {"company-wide outage", "in Seoul only"}),
        ({"teams": ("서울", "부산")}, {"company-wide outage", "in Seoul only", "in Busan only"}),
        ({"where": {"team": ("부산",)}}, {"company-wide outage", "in Busan only"}),
        ({"teams": ("서울", SMALL), "where": {"team": ("서울", "부산")}}, {"company-wide outage", "in Seoul only"}),
    ],
    ids=["everybody", "one team", "two teams", "filtered", "asked for more than is theirs"],
)
def test_a_note_of_another_team_is_in_no_text_and_no_byte_of_a_report(
    report: Report, language: Language, asked: dict[str, object], told: set[str]
) -> None:
    content = report(metrics=RATE, notes=NOTES, language=language, **asked)
    assert {each.said for each in section(content, "complaint_rate").noted} == told
    pdf = printed(content).pdf
    for said in {each.said for each in NOTES} - told:
        assert said not in text_of(pdf) and said.encode() not in pdf and said not in repr(content)


def test_each_reader_of_a_sent_report_gets_their_own_notes_and_it_is_made_again_from_the_words_of_that_day(mailing: Mailing) -> None:
    october = Grain.MONTH.period_of(date(2026, 10, 1))
    for said, team in (("all of us", None), ("online only", ONLINE), ("elsewhere only", OTHER)):
        draft = Draft(period=october, grain=Grain.MONTH, metric=None, team=team, said=said)
        notes.write(mailing.here.state, draft, reader=ADMIN)
    run = mailing.due(mailing.schedule(recipients=(*addresses(["a"], (ONLINE,)), *addresses(["b"], (OTHER,), "en"), *addresses(["c"]))))
    mailing.work()
    documents = {document.teams: document for document in mailing.documents(run)}
    for teams, told in (
        ((ONLINE,), {"all of us", "online only"}),
        ((OTHER,), {"all of us", "elsewhere only"}),
        (None, {"all of us", "online only", "elsewhere only"}),
    ):
        text = text_of(mailing.office.archive.content(documents[teams].pdf_sha256))
        kept = json.dumps(documents[teams].recipe, ensure_ascii=False)
        for said in ("all of us", "online only", "elsewhere only"):
            assert (said in text) is (said in kept) is (said in told), (teams, said)
    with mailing.here.state.read() as session:
        first, *others = store.notes.all_notes(session)
    notes.change(mailing.here.state, first.id, "nothing happened", reader=ADMIN)
    for other in others:
        notes.remove(mailing.here.state, other.id, reader=ADMIN)
    for document in documents.values():
        assert archive.again(document, mailing.office.trends_of(document.snapshot_id), mailing.office.workshop()).is_same

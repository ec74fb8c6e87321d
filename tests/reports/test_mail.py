"""The mail as bytes: Korean subjects and file names as mail programs read them, and nothing that a value could add to its head."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import UserError
from reports.address import checked_address
from reports.mail import Attachment, Letter, Wording
from reports.outbox import XLSX
from reports.summary import Line, Summary

LONG_NAME = "단골상회 수도권1팀, 수도권2팀, 영남팀 고객 지표 보고서 2026-10 최종본"
SUMMARY = Summary(
    title="단골상회 2026년 10월 고객 지표 보고서",
    scope="범위: 온라인팀",
    data="자료 기준일: 2026-10-31",
    compared_with="전월 대비",
    points=(("목표", "재구매율은 47.5%로 목표(50.0% 이상)에 미치지 못했습니다."),),
    lines=(Line("재구매율", "47.5%", "n = 13,087", "▲ +2.0%p, 개선", "good", "목표 50.0% 이상", "× 미달", "bad"),),
)


def letter(**given: object) -> Letter:
    sound = {
        "sender": "kpi@dangol.example",
        "sender_name": "단골상회",
        "address": "kim@dangol.example",
        "name": "김대표",
        "subject": SUMMARY.title,
        "text": "요약\n.한 줄\n",
        "html": "<p>요약</p>",
        "language": "ko",
        "message_id": "<1@dangol.example>",
        "written_at": datetime(2026, 11, 1, 8, tzinfo=UTC),
        "attachments": (Attachment(f"{LONG_NAME}.pdf", "application/pdf", b"%PDF-1.7"),),
    }
    return Letter(**sound | given)  # type: ignore[arg-type]


def test_every_line_of_the_head_is_ascii_and_short_but_the_name_of_a_file_stays_in_one_piece() -> None:
    content = letter().content()
    assert content.isascii()
    assert b"filename*=utf-8''%EB%8B%A8%EA%B3%A8" in content and b"filename*0" not in content
    assert b'name="=?utf-8?b?' in content  # for mail programs that know RFC 2047 only
    assert max(map(len, content.split(b"\r\n"))) < 998
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_it_reads_back_as_it_was_written() -> None:
    read = message_from_bytes(letter().content(), policy=default)
    assert read["Subject"] == SUMMARY.title
    assert [str(address) for address in read["To"].addresses] == ["김대표 <kim@dangol.example>"]
    assert [str(address) for address in read["From"].addresses] == ["단골상회 <kpi@dangol.example>"]
    assert [file.get_filename() for file in read.iter_attachments()] == [f"{LONG_NAME}.pdf"]
    assert read.get_body(("plain",)).get_content().splitlines() == ["요약", ".한 줄"]
    assert read["Auto-Submitted"] == "auto-generated" and read["Message-ID"] == "<1@dangol.example>"


def test_the_same_letter_has_the_same_bytes_on_each_try() -> None:
    assert letter().content() == letter().content()


@pytest.mark.parametrize("files", [(), (Attachment("a.pdf", "application/pdf", b"%PDF-1.7"),)])
def test_boundaries_stand_in_one_piece_and_the_language_in_the_head(files: tuple[Attachment, ...]) -> None:
    content = letter(attachments=files).content()
    assert b'boundary="' in content and b"boundary*" not in content  # Outlook does not put together what RFC 2231 cuts
    assert message_from_bytes(content, policy=default)["Content-Language"] == "ko"


def test_files_come_back_as_they_were_also_when_many_letters_share_them() -> None:
    files = (Attachment("a.pdf", "application/pdf", bytes(range(256)) * 500), Attachment("b.xlsx", XLSX, b"--=_\r\n.\r\n" * 90))
    for name in ("one", "two"):
        read = message_from_bytes(letter(message_id=f"<{name}@dangol.example>", attachments=files).content(), policy=default)
        assert [part.get_content() for part in read.iter_attachments()] == [file.content for file in files]
        assert [part.get_content_type() for part in read.iter_attachments()] == [file.mime for file in files]
        assert read.get_content_type() == "multipart/mixed" and not read.defects and read.get_body(("html",)) is not None


NASTY = st.text(alphabet=st.sampled_from('\r\n\t\0 가:@<>",;=?a\u2028\u202e\x0b'), max_size=40)


@given(subject=NASTY, name=NASTY, file=NASTY)
def test_no_value_can_add_a_header(subject: str, name: str, file: str) -> None:
    evil = "x\r\nBcc: thief@evil.example\r\n\r\nhello"
    made = letter(
        subject=subject + evil, name=name + evil, sender_name=name + evil, attachments=(Attachment(file + evil, "application/pdf", b"x"),)
    )
    read = message_from_bytes(made.content(), policy=default)
    assert read["Bcc"] is None and "Bcc" not in read.keys()  # noqa: SIM118 - the header, not a part
    assert set(read.keys()) == set(message_from_bytes(letter().content(), policy=default).keys())
    assert [address.addr_spec for address in read["To"].addresses] == ["kim@dangol.example"]


@pytest.mark.parametrize("text", ["kim@dangol.example", " kim@Dangol.Example ", "kim.min+kpi@dangol.example"])
def test_an_address_of_an_allowed_domain_is_taken(text: str) -> None:
    assert checked_address(text, ("dangol.example",)) == text.strip().replace("Dangol.Example", "dangol.example")


@pytest.mark.parametrize(
    "text",
    [
        "kim@evil.example",
        "kim@sub.dangol.example",
        "kim@dangol.example.evil.example",
        "kim@evil.example@dangol.example",
        "kim\r\nBcc: x@dangol.example",
        "Kim <kim@dangol.example>",
        "a@dangol.example,b@dangol.example",
        '"kim x"@dangol.example',
        "김@dangol.example",
        "@dangol.example",
        "kim",
        "k" * 65 + "@dangol.example",
        "..@dangol.example",
        "",
    ],
)
def test_any_other_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(UserError) as refused:
        checked_address(text, ("dangol.example",))
    assert refused.value.ko and "\n" not in refused.value.en


def wording(**given: object) -> Wording:
    sound = {"schedule": "월간 보고", "owner": "박관리", "files": ("a.pdf",), "link": "https://kpi/reports/1.pdf", "is_trial": False}
    return Wording(**sound | {"language": "ko"} | given)  # type: ignore[arg-type]


def test_the_text_says_verdicts_and_sentences_so_that_nothing_need_be_opened() -> None:
    said = wording().text(SUMMARY)
    for part in (
        "재구매율: 47.5%",
        "▲ +2.0%p, 개선",
        "목표 50.0% 이상 → × 미달",
        "미치지 못했습니다",
        "https://kpi/reports/1.pdf",
        "'월간 보고'",
    ):
        assert part in said


def test_html_fetches_nothing_and_shows_values_as_text() -> None:
    evil = Summary("<script>x</script>", "<img src=http://evil/x>", "d", "c", (("<b>", "a & b"),), ())
    html = wording(schedule="<i>").html(evil)
    assert "<script" not in html and "<img" not in html and "&lt;script&gt;" in html and "a &amp; b" in html
    assert "http" not in html.replace("https://kpi/reports/1.pdf", "").replace("http://evil/x", "")


def test_a_trial_says_so_in_its_subject_and_first_line() -> None:
    trial = wording(is_trial=True)
    assert trial.subject(SUMMARY) == f"[시험 발송] {SUMMARY.title}"
    assert trial.text(SUMMARY).startswith("예약을 시작하기 전에 보내는 시험 메일입니다")


def test_a_kept_summary_is_the_same() -> None:
    assert Summary.kept(SUMMARY.values) == SUMMARY

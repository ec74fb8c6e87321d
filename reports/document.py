"""The document: one entrance for the screen, the terminal and the mail, from a snapshot to a PDF that was looked over."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from errors import UserError
from reports.content import Content, content
from reports.edition import Edition
from reports.findings import Findings, findings
from reports.pdf import SECONDS, printed
from reports.workshop import Workshop
from store.trends import Trends


@dataclass(frozen=True)
class Document:
    """A report that was made: what it says, its PDF, and how many pages and pictures the typesetter counted on it.

    `charts` equals `content.pictures` where no picture was lost.
    """

    content: Content
    found: Findings
    pdf: bytes
    pages: int
    charts: int


def document(
    edition: Edition,
    trends: Trends,
    workshop: Workshop,
    *,
    seconds: float = SECONDS,
) -> Document:
    """The document of an edition. The same snapshot, edition and workshop give the same bytes.

    Raises:
        UserError: it does not fit the pages of its kind, or takes too long.
    """
    snapshot, letterhead = trends.snapshot, workshop.letterhead
    found = findings(edition, trends, workshop)
    said = content(
        found,
        edition,
        letterhead,
        snapshot_name=snapshot.name,
        published_at=snapshot.published_at.astimezone(ZoneInfo(letterhead.zone)),
        until=snapshot.until,
    )
    made = printed(said, letterhead.palette, seconds=seconds)
    if edition.kind.pages is not None and made.pages > edition.kind.pages:
        raise UserError(
            ko=f"'{edition.kind.label.ko}'에 지표 {len(edition.metrics)}개를 담을 수 없습니다({made.pages}쪽). 지표를 줄여 주세요.",
            en=f"{len(edition.metrics)} metrics do not fit on '{edition.kind.label.en}' ({made.pages} pages). Choose fewer.",
        )
    return Document(said, found, made.pdf, made.pages, made.charts)

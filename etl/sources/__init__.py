"""The exports that Dangol knows, and how a file is recognised as one of them."""

from collections.abc import Callable, Iterable, Sequence

from errors import MappingError, UndecidedError
from etl.export import folded, matching
from etl.source import From, Like, Source
from etl.sources.cafe24 import CAFE24_ORDERS
from etl.sources.cfpb_complaints import CFPB_COMPLAINTS
from etl.sources.coupang import COUPANG_ORDERS
from etl.sources.csat import CSAT
from etl.sources.customers import CUSTOMERS
from etl.sources.demo_orders import DEMO_ORDERS
from etl.sources.demo_survey import DEMO_SURVEY
from etl.sources.demo_tickets import DEMO_TICKETS
from etl.sources.freshdesk_tickets import FRESHDESK_TICKETS
from etl.sources.gmarket import GMARKET_ORDERS
from etl.sources.google_forms import GOOGLE_FORMS_CSAT, GOOGLE_FORMS_NPS, GOOGLE_FORMS_RATINGS
from etl.sources.hubspot_contacts import HUBSPOT_CONTACTS
from etl.sources.naver_smartstore import NAVER_SMARTSTORE_ORDERS
from etl.sources.nps import NPS
from etl.sources.olist_orders import OLIST_ORDERS
from etl.sources.olist_reviews import OLIST_REVIEWS
from etl.sources.orders import ORDERS
from etl.sources.responses import RESPONSES
from etl.sources.reviews import REVIEWS
from etl.sources.salesforce_accounts import SALESFORCE_ACCOUNTS
from etl.sources.shopify_customers import SHOPIFY_CUSTOMERS
from etl.sources.shopify_orders import SHOPIFY_ORDERS
from etl.sources.surveymonkey import SURVEYMONKEY_CSAT, SURVEYMONKEY_NPS
from etl.sources.tickets import TICKETS
from etl.sources.typeform import TYPEFORM_NPS
from etl.sources.uci_order_lines import UCI_ORDER_LINES
from etl.sources.zammad_tickets import ZAMMAD_TICKETS
from etl.sources.zendesk_tickets import ZENDESK_TICKETS

SOURCES: tuple[Source, ...] = (
    ZENDESK_TICKETS,
    UCI_ORDER_LINES,
    OLIST_ORDERS,
    OLIST_REVIEWS,
    CAFE24_ORDERS,
    COUPANG_ORDERS,
    GMARKET_ORDERS,
    NAVER_SMARTSTORE_ORDERS,
    SHOPIFY_ORDERS,
    SHOPIFY_CUSTOMERS,
    HUBSPOT_CONTACTS,
    SALESFORCE_ACCOUNTS,
    FRESHDESK_TICKETS,
    ZAMMAD_TICKETS,
    CFPB_COMPLAINTS,
    SURVEYMONKEY_NPS,
    SURVEYMONKEY_CSAT,
    GOOGLE_FORMS_NPS,
    GOOGLE_FORMS_CSAT,
    GOOGLE_FORMS_RATINGS,
    TYPEFORM_NPS,
    CUSTOMERS,
    ORDERS,
    TICKETS,
    RESPONSES,
    NPS,
    CSAT,
    REVIEWS,
    DEMO_ORDERS,
    DEMO_TICKETS,
    DEMO_SURVEY,
)


def recognise(headers: Iterable[str], file: str, kept: Sequence[Source] = ()) -> Source:
    """The source that a file with these headers comes from; of several, the one that knows most of them.

    Args:
        kept: the installation's own sources, which somebody made for their files: they go before those that everybody has.
    Raises:
        MappingError: no source knows these headers, or two know them equally well.
    """
    headers = tuple(headers)
    own = {folded(header) for header in headers}
    if any(all(_has(headers, own, each) for each in source.recognised_by) for source in kept):
        return _surest(kept, headers, own, file)
    return _surest(SOURCES, headers, own, file)


def _surest(sources: Sequence[Source], headers: Sequence[str], own: set[str], file: str) -> Source:
    certainty = {
        source.name: (len(source.recognised_by), len({cell.header for cell in source.cells() if _reads(headers, own, cell)}))
        for source in sources
        if all(_has(headers, own, each) for each in source.recognised_by)
    }
    known = sorted((source for source in sources if source.name in certainty), key=lambda source: certainty[source.name], reverse=True)
    shown = ", ".join(f"'{header[:40]}'" for header in headers[:8]) + (", …" if len(headers) > 8 else "")
    if not known:
        raise MappingError(
            ko=f"{file}: 어느 시스템에서 내보낸 파일인지 알 수 없습니다. 열 이름: {shown}. "
            f"알고 있는 소스: {', '.join(source.name for source in SOURCES)}. 맞는 소스가 있으면 --source 이름으로 지정해 주세요.",
            en=f"{file} is not recognised as any system's export. Its headers: {shown}. "
            f"Known sources: {', '.join(source.name for source in SOURCES)}. If one fits, name it with --source.",
        )
    alike = tuple(source.name for source in known if certainty[source.name] == certainty[known[0].name])
    if len(alike) > 1:
        raise UndecidedError(
            ko=f"{file}: 여러 소스에 똑같이 들어맞습니다({', '.join(alike)}). 하나를 정해 주세요(명령줄에서는 --source 이름).",
            en=f"{file} fits several sources equally well ({', '.join(alike)}). Choose one (on the command line, --source NAME).",
            asks="source",
            choices=alike,
        )
    return known[0]


def fits(source: Source | None, kept: Sequence[Source] = ()) -> Callable[[Sequence[str]], bool]:
    """Whether headers are those of a source, or of any (the kept ones too) if none is given."""

    def are_its(headers: Sequence[str]) -> bool:
        own = {folded(header) for header in headers}
        if source is not None:
            return all(_reads(headers, own, cell) for cell in source.cells() if not cell.optional)
        return any(all(_has(headers, own, each) for each in known.recognised_by) for known in (*kept, *SOURCES))

    return are_its


def sheets_of(sheet: str | None, source: Source | None) -> tuple[str, ...]:
    """The sheets to look for in a workbook: the one that was asked for, else those that the source names."""
    return (sheet,) if sheet else source.sheets if source else ()


def named(name: str, kept: Sequence[Source] = ()) -> Source:
    """The source called `name`, of the installation's own or of those that everybody has.

    Raises:
        MappingError: there is none of that name.
    """
    found = next((source for source in (*kept, *SOURCES) if source.name == name), None)
    if found is None:
        known = ", ".join(source.name for source in (*kept, *SOURCES))
        raise MappingError(
            ko=f"'{name}'이라는 소스가 없습니다. 쓸 수 있는 소스: {known}.",
            en=f"There is no source '{name}'. Known sources: {known}.",
        )
    return found


def _reads(headers: Sequence[str], own: set[str], cell: From) -> bool:
    return _has(headers, own, cell.spellings) or (bool(cell.like) and matching(headers, cell.like) is not None)


def _has(headers: Sequence[str], own: set[str], wanted: str | tuple[str, ...] | Like) -> bool:
    if isinstance(wanted, Like):
        return matching(headers, wanted.pattern) is not None
    spellings = (wanted,) if isinstance(wanted, str) else wanted
    return any(folded(spelling) in own for spelling in spellings)

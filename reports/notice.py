"""The mail to a schedule's owner when a report is held, or did not reach everybody: why, and what can be done."""

from collections.abc import Sequence
from html import escape

from metrics.text import Language, Text
from reports.gate import check_label
from reports.mail import page
from store.deliveries import Delivery
from store.runs import Run, RunState

HELD = Text(ko="[보류] {title}: 보고서를 보내지 않았습니다", en="[Held] {title}: the report was not sent")
PARTLY = Text(ko="[확인 필요] {title}: 일부에게 보내지 못했습니다", en="[Please check] {title}: not sent to everybody")
_HELD_ABOUT = Text(
    ko="'{title}' 보고서({period})가 발송 전 점검을 통과하지 못해 아무에게도 보내지 않았습니다.",
    en="The report '{title}' ({period}) did not pass its checks, so nobody has been sent it.",
)
_PARTLY_ABOUT = Text(
    ko="'{title}' 보고서({period})를 아래 받는 사람에게 보내지 못했습니다. 다른 사람에게는 정상적으로 발송됩니다.",
    en="The report '{title}' ({period}) was not sent to the following; everybody else gets it.",
)
_WHAT_TO_DO = Text(
    ko="부족한 자료를 불러오면 자동으로 다시 점검합니다. '보고서' 화면에서 그대로 보내거나 건너뛸 수도 있습니다.",
    en="Once the missing data are loaded it is checked again by itself. On the page Reports you can also send it as it is, or skip it.",
)
_OPEN = Text(ko="보고서 화면: {link}", en="Reports page: {link}")


def subject(run: Run, title: str, language: Language) -> str:
    """The notice's subject."""
    return (HELD if run.state == RunState.HELD else PARTLY).format(title=title).of(language)


def paragraphs(run: Run, title: str, unsent: Sequence[Delivery], link: str, language: Language) -> list[str]:
    """What the notice says, a paragraph each."""
    is_held = run.state == RunState.HELD
    said = [(_HELD_ABOUT if is_held else _PARTLY_ABOUT).format(title=title, period=run.period).of(language)]
    if is_held:
        said += [f"· {check_label(each.check).of(language)}: {each.ko if language == 'ko' else each.en}" for each in run.reasons]
        said.append(_WHAT_TO_DO.of(language))
    else:
        said += [f"· {(each.said_ko if language == 'ko' else each.said_en) or each.name}" for each in unsent]
    return said + ([_OPEN.format(link=link).of(language)] if link else [])


def html(said: Sequence[str], title: str, language: Language) -> str:
    """The same paragraphs as HTML."""
    return page(language, title, "".join(f"<p>{escape(each)}</p>" for each in said))

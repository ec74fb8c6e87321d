"""`dangol recalculate`: durations counted again by the company's calendar of now."""

import settings as configuration
from access import stewardship
from commands.console import out
from commands.load import warm
from installation import Installation
from metrics.text import Text

COUNTED = Text(
    ko="상담 {count:,}건의 영업시간 기준 소요 시간을 다시 계산했습니다.", en="Counted the business minutes of {count:,} contacts again."
)
CURRENT = Text(ko="모든 상담이 이미 지금의 영업시간 기준입니다.", en="Every contact is counted by the business hours of now already.")


def recalculate() -> None:
    """Count durations again after the business hours, holidays or closed days were changed. The next load does it as well."""
    here = Installation.opened(configuration.read())
    count = stewardship.recalculate(here.state, here.tables, here.company)
    out.print((COUNTED.format(count=count) if count else CURRENT).of(here.settings.language))
    if count:
        warm(here)

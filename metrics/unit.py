"""Units: how a number is written and how two of them are compared."""

from enum import StrEnum
from typing import assert_never

from babel.numbers import format_compact_currency, format_currency, format_decimal, get_currency_precision

from metrics.text import Language

_LOCALES = {"ko": "ko_KR", "en": "en_GB"}
UNKNOWN = "–"


class Unit(StrEnum):
    """What a metric is counted in.

    A share changes in percentage points, a score in points, money and time relatively.
    """

    SHARE = "share"  # 0 ... 1, written in per cent
    SCORE = "score"  # -100 ... 100 points
    RATING = "rating"  # points of a survey's scale
    MINUTES = "minutes"
    MONEY = "money"  # minor units of the installation's currency
    COUNT = "count"
    RATIO = "ratio"  # so many of one per one of another
    PER_THOUSAND = "per_thousand"  # so many per 1,000 of another
    DAYS = "days"

    def show(self, value: float | None, language: Language, currency: str = "KRW") -> str:
        """The number as people read it: "47.3%", "+36", "1시간 25분", "₩182,400"."""
        if value is None:
            return UNKNOWN
        match self:
            case Unit.SHARE:
                return f"{100 * value:.1f}%"
            case Unit.SCORE:
                return f"{value:+.0f}" if round(value) else "0"
            case Unit.RATING:
                return f"{value:.2f}"
            case Unit.MINUTES:
                return _duration(value, language)
            case Unit.MONEY:
                return _money(value, language, currency)
            case Unit.COUNT:
                return format_decimal(round(value), locale=_LOCALES[language])
            case Unit.RATIO:
                return f"{value:.2f}"
            case Unit.PER_THOUSAND:
                return f"1,000당 {value:,.1f}" if language == "ko" else f"{value:,.1f} per 1,000"
            case Unit.DAYS:
                days = format_decimal(round(value), locale=_LOCALES[language])
                return f"{days}일" if language == "ko" else f"{days} days"
            case _:
                assert_never(self)

    def show_short(self, value: float, language: Language, currency: str = "KRW") -> str:
        """The number as short as an axis wants it: "47%", "85분", "₩18만"."""
        match self:
            case Unit.SHARE:
                return f"{100 * value:.3g}%"
            case Unit.SCORE | Unit.PER_THOUSAND | Unit.RATIO:
                return f"{value:.3g}"
            case Unit.MONEY:
                major = value / 10 ** get_currency_precision(currency)
                return format_compact_currency(major, currency, locale=_LOCALES[language], fraction_digits=1 if abs(major) >= 1000 else 0)
            case _:
                return self.show(value, language, currency)

    def change(self, before: float | None, after: float | None) -> float | None:
        """By how much a number changed: a difference, or relatively for money, time, counts and their ratios.

        None where either is unknown, and where a relative change has no base.
        """
        if before is None or after is None:
            return None
        if not self.is_relative:
            return after - before
        return after / before - 1 if before > 0 else None

    @property
    def is_relative(self) -> bool:
        """Whether changes are told in per cent of the number before."""
        return self in (Unit.MINUTES, Unit.MONEY, Unit.COUNT, Unit.RATIO, Unit.PER_THOUSAND, Unit.DAYS)

    def show_change(self, change: float | None, language: Language) -> str:
        """A change with its sign: "+1.2%p", "-3.4 pts", "+12.0%"."""
        if change is None:
            return UNKNOWN
        if self.is_relative:
            return f"{100 * change:+.1f}%"
        match self:
            case Unit.SHARE:
                return f"{100 * change:+.1f}%p" if language == "ko" else f"{100 * change:+.1f} pp"
            case Unit.SCORE:
                return f"{change:+.1f}점" if language == "ko" else f"{change:+.1f} pts"
            case _:
                return f"{change:+.2f}점" if language == "ko" else f"{change:+.2f} pts"


def _duration(minutes: float, language: Language) -> str:
    whole = round(minutes)
    hours, rest = divmod(whole, 60)
    if language == "ko":
        words = ([f"{hours:,}시간"] if hours else []) + ([f"{rest}분"] if rest or not hours else [])
    else:
        words = ([f"{hours:,} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    return " ".join(words)


def _money(minor: float, language: Language, currency: str) -> str:
    return format_currency(minor / 10 ** get_currency_precision(currency), currency, locale=_LOCALES[language])

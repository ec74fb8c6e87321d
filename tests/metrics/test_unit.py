import pytest

from metrics.text import Language
from metrics.unit import Unit


@pytest.mark.parametrize(
    ("unit", "value", "language", "currency", "shown"),
    [
        (Unit.SHARE, 0.47251, "ko", "KRW", "47.3%"),
        (Unit.SCORE, 35.7, "ko", "KRW", "+36"),
        (Unit.SCORE, -24.69, "en", "KRW", "-25"),
        (Unit.SCORE, 0.3, "en", "KRW", "0"),
        (Unit.RATING, 4.1193, "en", "KRW", "4.12"),
        (Unit.MINUTES, 85, "ko", "KRW", "1시간 25분"),
        (Unit.MINUTES, 85, "en", "KRW", "1 h 25 min"),
        (Unit.MINUTES, 0, "ko", "KRW", "0분"),
        (Unit.MINUTES, 120, "en", "KRW", "2 h"),
        (Unit.MONEY, 182_400, "ko", "KRW", "₩182,400"),
        (Unit.MONEY, 18_240_012, "en", "GBP", "£182,400.12"),
        (Unit.COUNT, 16_476, "en", "KRW", "16,476"),
        (Unit.SHARE, None, "ko", "KRW", "–"),
    ],
)
def test_a_number_is_written_as_people_read_it(unit: Unit, value: float | None, language: Language, currency: str, shown: str) -> None:
    assert unit.show(value, language, currency) == shown


@pytest.mark.parametrize(
    ("unit", "before", "after", "language", "shown"),
    [
        (Unit.SHARE, 0.45, 0.473, "ko", "+2.3%p"),
        (Unit.SHARE, 0.45, 0.44, "en", "-1.0 pp"),
        (Unit.SCORE, 30, 36, "ko", "+6.0점"),
        (Unit.MONEY, 100, 112, "en", "+12.0%"),
        (Unit.MINUTES, 180, 90, "ko", "-50.0%"),
        (Unit.MINUTES, 0, 90, "ko", "–"),
        (Unit.SHARE, None, 0.4, "en", "–"),
    ],
)
def test_shares_change_in_points_and_money_and_time_relatively(
    unit: Unit, before: float | None, after: float, language: Language, shown: str
) -> None:
    assert unit.show_change(unit.change(before, after), language) == shown


@pytest.mark.parametrize(("unit", "value", "ko", "en"), [(Unit.SHARE, 0.5, "50%", "50%"), (Unit.MONEY, 182_400, "₩18.2만", "₩182.4K")])
def test_axes_get_short_numbers(unit: Unit, value: float, ko: str, en: str) -> None:
    assert (unit.show_short(value, "ko"), unit.show_short(value, "en")) == (ko, en)

"""The demo company's time: how busy its days and hours are, and when its desks are open.

Moments are minutes of the company's wall clock since the midnight of FIRST_DAY.
"""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.demo_story import COUNTRY, DAYS, FIRST_DAY, HOURS, SHUT_DAYS, ZONE
from metrics.calendar import MINUTE, BusinessCalendar

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Random = np.random.Generator

CALENDAR = BusinessCalendar.of(ZONE, HOURS, COUNTRY)
LAST_MINUTE = DAYS * 1440
CALENDAR_DAYS = np.arange(DAYS + 1)

# Shopping through the year: winter sales, the spring and autumn moving seasons, a slack summer.
_MONTH = np.array((0.93, 0.88, 1.1, 1.04, 1.0, 0.95, 0.93, 0.88, 1.05, 1.08, 1.12, 1.1))
WEEKDAY_ORDERS = np.array((1.1, 1.05, 1.02, 1.0, 0.98, 0.9, 0.95))
WEEKDAY_TICKETS = np.array((1.3, 1.15, 1.1, 1.08, 1.02, 0.72, 0.63))
_SHUT = 0.4  # of the usual shopping is left over Seollal and Chuseok
HOUR_ORDERS = np.array((20, 9, 5, 3, 3, 5, 10, 20, 34, 48, 58, 60, 62, 58, 55, 54, 54, 55, 58, 62, 70, 76, 66, 40), dtype=float)
HOUR_SHOP = np.array((0,) * 10 + (10, 14, 16, 18, 20, 22, 24, 24, 22, 16) + (0,) * 4, dtype=float)
HOUR_TICKETS = np.array((4, 2, 1, 1, 1, 2, 5, 12, 34, 78, 92, 84, 58, 72, 82, 76, 66, 52, 32, 26, 26, 24, 16, 8), dtype=float)


def busy_days(weekday: Floats) -> Floats:
    """How many usual days' worth of activity has passed at the start of each day, and at the end of the last."""
    days = [FIRST_DAY + timedelta(days=day) for day in range(DAYS)]
    shut = [any(effect.starts_on <= day < effect.ends_on for effect in SHUT_DAYS) for day in days]
    weights = [_MONTH[day.month - 1] * weekday[day.weekday()] * (_SHUT if closed else 1.0) for day, closed in zip(days, shut, strict=True)]
    return np.concatenate([[0.0], np.cumsum(weights)])


def minute_of_day(rng: Random, hours: Floats, count: int) -> Ints:
    """Minutes since midnight that fall as `hours` weigh the 24 hours."""
    minutes: Ints = rng.choice(24, count, p=hours / hours.sum()) * 60 + rng.integers(0, 60, count)
    return minutes


def after(minutes: Ints, wait: Ints) -> Ints:
    """The wall-clock minutes at which `wait` open minutes have passed."""
    midnight = round((datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC) - timedelta(hours=9)).timestamp() / 60)
    moments = pl.Series((minutes + midnight) * MINUTE).cast(pl.Datetime("us", "UTC"))
    due: Ints = CALENDAR.moments_after(moments, pl.Series(wait)).to_physical().to_numpy() // MINUTE - midnight
    return due


def day_number(day: date) -> int:
    """Days from FIRST_DAY to `day`."""
    return (day - FIRST_DAY).days

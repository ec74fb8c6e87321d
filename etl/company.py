"""What a load must know of the company."""

from dataclasses import dataclass, field

from metrics.calendar import BusinessCalendar


@dataclass(frozen=True)
class Company:
    """The company whose exports are loaded.

    `zone` is its time zone, `currency` the ISO 4217 code of all its money, `secret` the key of its customers' hashes.
    """

    zone: str
    currency: str
    calendar: BusinessCalendar
    secret: bytes = field(repr=False)

"""The made company's facts."""

from tests.made_company import facts

__all__ = ["facts"]

"""What a page keeps in the address for itself, beside the view that all pages share.

A page declares it and gives an input of its the id `chooser(name)`; the header then keeps address and input in step:

    BAND = Parameter("band", Text(ko="점수대", en="Score band"), values=("promoter", "passive", "detractor"))
    PAGE = Page(path="/voice", ..., own=(BAND,))
    dmc.SegmentedControl(id=chooser(BAND.name), value=visit.own.one(BAND.name), ...)

The page reads `visit.own`, and links to itself or to others with `visit.href(path, band="detractor")`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self
from unicodedata import normalize
from urllib.parse import parse_qs, urlencode

from metrics.text import Text

Asked = Mapping[str, object]  # strings or lists of strings where a browser is honest
MOST_VALUES = 50


def asked(search: str) -> dict[str, list[str]]:
    """The query string of an address, taken apart: "?grain=week&team=A&team=B"."""
    return parse_qs(search.removeprefix("?"))


@dataclass(frozen=True)
class Parameter:
    """One thing that a page can be asked for: one of `values`, or any text up to `longest` letters where there are none."""

    name: str
    label: Text
    values: tuple[str, ...] | None = None
    is_many: bool = False
    longest: int = 100

    def taken(self, asked: Iterable[str]) -> tuple[str, ...] | None:
        """What was asked for, where all of it can be had; None where some cannot."""
        given = tuple(dict.fromkeys(normalize("NFC", value) for value in asked if value))
        if len(given) > (MOST_VALUES if self.is_many else 1) or any(len(value) > self.longest for value in given):
            return None
        return given if self.values is None or set(given) <= set(self.values) else None


@dataclass(frozen=True)
class Own:
    """The parameters of one page as they were asked for."""

    given: tuple[tuple[str, tuple[str, ...]], ...] = ()
    refused: tuple[Parameter, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, asked: Asked, parameters: Iterable[Parameter]) -> Self:
        """What the page's parameters take of an address; what they cannot take is left out and named."""
        given, refused = [], []
        for parameter in parameters:
            taken = parameter.taken(values_of(asked, parameter.name))
            if taken is None:
                refused.append(parameter)
            elif taken:
                given.append((parameter.name, taken))
        return cls(tuple(given), tuple(refused))

    def one(self, name: str, default: str = "") -> str:
        """The value of a parameter that has one."""
        return next(iter(self.all(name)), default)

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a parameter."""
        return dict(self.given).get(name, ())

    @property
    def search(self) -> str:
        """As the end of a query string: "&band=detractor"; empty where nothing was asked for."""
        return query((name, value) for name, values in self.given for value in values)


def query(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values as the end of a query string."""
    encoded = urlencode(list(pairs))
    return f"&{encoded}" if encoded else ""


def chooser(name: str) -> dict[str, str]:
    """The id of an input whose value the address keeps under `name`."""
    return {"choose": name}


def values_of(given: Asked, name: str) -> list[str]:
    """The texts that were asked for under a name; nothing where a browser sent something else."""
    value = given.get(name)
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

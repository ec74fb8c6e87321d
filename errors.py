"""Every error of the program, on one page: a class per *whose fault it is*.

DangolError
├── DeclarationError         a metric, fact, source or page is declared wrongly (ours; at start-up)
├── SettingsError            the installation is configured wrongly (the operator's)
└── UserError                the person at the screen can mend it; bilingual; safe to show
    ├── SourceError          the file cannot be read
    │   └── MappingError     the file is readable but does not fit its source
    │       └── UndecidedError   it fits in several ways, and the reader must say which
    ├── UnknownMetricError   not in the catalog
    ├── QueryError           a question that cannot be answered as it was put
    ├── StateError           the state database or the disk is away, or somebody else is writing
    ├── HeldError            a load that waits until somebody confirms what is unusual about its file
    └── AccessError          the user may not do or see this

A message says what, where, what was there instead, and what to do.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Self


class DangolError(Exception):
    """Everything this program raises on purpose."""


class DeclarationError(DangolError):
    """A metric, fact, source or page is declared wrongly. Found when the program starts."""


class SettingsError(DangolError):
    """The installation is configured wrongly. The operator mends it."""


class UserError(DangolError):
    """Something the person at the screen can mend, in both languages.

    `ko` and `en` are whole sentences that are safe to show: they never hold a customer's data.
    """

    def __init__(self, *, ko: str, en: str) -> None:
        super().__init__(en)
        self.ko = ko
        self.en = en

    def __reduce__(self) -> tuple[Any, ...]:
        # Else another process would build it from `args`, and that takes names.
        return Exception.__new__, (type(self), *self.args), self.__dict__

    def message(self, language: str) -> str:
        """The sentence in the reader's language ("ko" or "en")."""
        return self.ko if language == "ko" else self.en


class SourceError(UserError):
    """The file cannot be read."""


class MappingError(SourceError):
    """The file is readable, but does not fit its source."""

    @classmethod
    def missing(cls, source: str, wanted: str, found: Iterable[str], file: str) -> Self:
        """A column that the source needs is not in the file."""
        found = tuple(found)
        shown = ", ".join(f"'{name}'" for name in found[:8]) + (", …" if len(found) > 8 else "")
        near = did_you_mean(wanted, found)
        return cls(
            ko=f"소스 '{source}': {file}에 '{wanted}' 열이 없습니다. 있는 열: {shown}. "
            + (f"혹시 '{near}'인가요? " if near else "")
            + "파일의 열 이름을 고치거나 다른 소스를 지정해 주세요.",
            en=f"Source '{source}': no column '{wanted}' in {file}. Found {shown}. "
            + (f"Did you mean '{near}'? " if near else "")
            + "Rename it in the file, or choose another source with --source.",
        )


class UndecidedError(MappingError):
    """The file fits in several ways, and whoever loads it must say which.

    `asks` is what is to be decided ("sheet", "dates" or "source"), `choices` the values that it may have, as the options of
    `dangol load` take them.
    """

    def __init__(self, *, ko: str, en: str, asks: str, choices: tuple[str, ...]) -> None:
        super().__init__(ko=ko, en=en)
        self.asks = asks
        self.choices = choices


class UnknownMetricError(UserError):
    """A metric that is not in the catalog."""

    @classmethod
    def named(cls, name: str, known: Iterable[str]) -> Self:
        known = tuple(known)
        near = did_you_mean(name, known)
        return cls(
            ko=f"'{name}'이라는 지표가 없습니다. " + (f"혹시 '{near}'인가요? " if near else "") + f"쓸 수 있는 지표: {', '.join(known)}.",
            en=f"There is no metric '{name}'. " + (f"Did you mean '{near}'? " if near else "") + f"Known metrics: {', '.join(known)}.",
        )


class QueryError(UserError):
    """A question that cannot be answered as it was put."""


class StateError(UserError):
    """The state database is away, or somebody else is writing. Nothing was changed."""

    @classmethod
    def unreachable(cls, where: str) -> Self:
        return cls(
            ko=f"데이터베이스({where})에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요. 계속되면 운영자에게 알려 주세요.",
            en=f"The database ({where}) cannot be reached. Try again in a moment; if it goes on, tell the operator.",
        )

    @classmethod
    def unwritable(cls, where: str, reason: str | None) -> Self:
        return cls(
            ko=f"데이터베이스 파일 {where}에 쓸 수 없습니다({reason}). 폴더가 있는지, 쓰기 권한이 있는지 확인해 주세요.",
            en=f"The database file {where} cannot be written ({reason}). Check that its folder exists and may be written to.",
        )

    @classmethod
    def busy(cls) -> Self:
        return cls(
            ko="다른 파일을 불러오는 중입니다. 끝난 뒤에 다시 시도해 주세요.",
            en="Another load is running. Try again when it has finished.",
        )

    @classmethod
    def no_room(cls, reason: str) -> Self:
        return cls(
            ko=f"데이터 폴더에 쓸 수 없습니다({reason}). 디스크의 빈 공간과 쓰기 권한을 확인한 뒤 다시 시도해 주세요. "
            "지금까지의 데이터는 그대로입니다.",
            en=f"The data folder cannot be written ({reason}). Check the free space on its disk and the rights to it, then try again. "
            "The data loaded so far are as they were.",
        )

    @classmethod
    def purged(cls) -> Self:
        return cls(
            ko="되돌릴 수 없습니다. 그 뒤에 고객 한 명의 정보를 삭제하면서 이전 데이터 파일도 함께 지웠습니다.",
            en="This cannot be taken back: a customer's data were erased since then, and the older files with them.",
        )


class HeldError(UserError):
    """A load that waits until somebody confirms what is unusual about its file. Nothing of it was loaded."""


class AccessError(UserError):
    """The user may not do or see this."""


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to `word`, or None where nothing is near."""
    by_folded = {k.casefold(): k for k in known}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None

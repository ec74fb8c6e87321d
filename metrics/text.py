"""What people read, in the two languages of the product."""

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in Korean and in English; neither may be empty."""

    ko: str
    en: str

    def __post_init__(self) -> None:
        if not self.ko or not self.en:
            raise ValueError(f"A Text needs both languages: ko={self.ko!r}, en={self.en!r}.")

    def of(self, language: Language) -> str:
        """The text in one language."""
        return self.ko if language == "ko" else self.en

    def format(self, **values: object) -> "Text":
        """The same text with `{name}` filled in, in both languages."""
        return Text(ko=self.ko.format(**values), en=self.en.format(**values))


def language(name: str | None, otherwise: Language) -> Language:
    """The language called `name`, or `otherwise` where there is none of that name."""
    return name if name in LANGUAGES else otherwise

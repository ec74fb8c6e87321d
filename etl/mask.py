"""Comments without the numbers and addresses by which a person could be reached or charged."""

import re

import polars as pl

MASK = "•••"
FEWEST_DIGITS = 8  # no number of the kinds below is shorter

_PERSONAL = re.compile(
    r"""
      [A-Za-z0-9._%+-]+\s?@\s?[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z0-9-]+)*\.[A-Za-z]{2,}   # hong@example.co.kr
    | (?<!\d)\d{6}\s?[-–]\s?[0-9]\d{6}(?!\d)                              # resident registration: 900101-1234567
    | (?<!\d)(?:\d{4}[\s.–-]?){3}\d{1,7}(?!\d)                            # card: 1234-5678-1234-5678
    | (?<!\d)\d{4}[\s-]\d{6}[\s-]\d{5}(?!\d)                              # card of fifteen digits
    | \+\d{1,3}(?:[\s.-]?\(?\d{1,5}\)?){2,5}                              # +82 10 1234 5678
    | (?<!\d)\(?0\d{1,4}\)?[\s.–-]{0,3}\d{3,4}[\s.–-]{0,3}\d{3,4}(?!\d)   # 010-1234-5678, 02) 123-4567
    | (?<!\d)0\d{4}[\s-]\d{6}(?!\d)                                       # 01234 567890
    | (?<!\d)(?!(?:19|20)\d\d-\d\d-\d\d(?!\d))\d{2,6}-\d{2,6}-\d{2,8}(?:-\d{1,4})?(?!\d)  # account: 110-123-456789, but no date
    | (?<!\d)\d{9,}(?!\d)                                                 # any long number: account, phone without its hyphens
    """,
    re.VERBOSE,
)


def masked(texts: pl.Series) -> pl.Series:
    """The texts with phone, card, account and registration numbers and e-mail addresses made unreadable."""
    suspects = texts.str.contains("@", literal=True) | (texts.str.count_matches(r"[0-9]") >= FEWEST_DIGITS)
    if not suspects.any():
        return texts
    frame = pl.DataFrame({"text": texts, "suspect": suspects.fill_null(False)})
    cleaned = pl.Series([without_personal(text) if suspect else text for text, suspect in frame.iter_rows()], dtype=pl.String)
    return cleaned.alias(texts.name)


def without_personal(text: str) -> str:
    """One text, masked."""
    return _PERSONAL.sub(MASK, text)

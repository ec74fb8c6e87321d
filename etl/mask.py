"""Comments without the numbers and addresses by which a person could be reached or charged.

When in doubt a number is masked, for what is written cannot be taken back. Kept are numbers that say themselves what they are: amounts,
dates, and the numbers of orders, parcels and products.
"""

import re

import polars as pl

MASK = "•••"
FEWEST_DIGITS = 8  # no number of the kinds below is shorter

_GAP = r"[\s.\-–—_/·]{0,3}"
_PERSONAL = re.compile(
    rf"""
      [A-Za-z0-9._%+-]+\s?@\s?[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z0-9-]+)*\.[A-Za-z]{{2,}}  # hong@example.co.kr
    | (?<![\d-])\d{{2}}[01]\d[0-3]\d{_GAP}[0-9]\d{{6}}(?!\d)                 # resident and foreigner registration: 900101-1234567
    | (?<!\d)(?P<card>(?:\d[\s.\-–]?){{12,18}}\d)(?!\d)                      # card: 1234-5678-1234-5678
    | \+{_GAP}\d{{1,3}}(?:{_GAP}\(?\d{{1,5}}\)?){{2,5}}                      # +82 10 1234 5678
    | (?<![\d-])\(?0\d{{1,4}}\)?{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}(?!\d)          # 010-1234-5678, 02) 123-4567
    | (?<!\d)0\d{{4}}[\s.-]\d{{6}}(?!\d)                                     # 01234 567890
    | (?<!\d)(?!(?:19|20)\d\d-\d\d?-\d\d?(?!\d))\d{{2,6}}-\d{{2,6}}-\d{{2,8}}(?:-\d{{1,4}})?(?!\d)  # account: 110-123-456789, but no date
    | (?<!\d)(?!(?:19|20)\d\d[ .]{{1,2}}\d\d?[ .]{{1,2}}\d\d?(?!\d))\d{{3,6}}[ .]\d{{2,6}}[ .]\d{{4,8}}(?!\d)  # account: 110 123 456789
    | (?<!\d)\d{{9,}}(?!\d)                                                  # any long number: account, phone without its hyphens
    """,
    re.VERBOSE,
)
# What stands right before a number that is no person's: 주문번호 2025010312345, order #112-1234567.
_OF_A_THING = re.compile(
    r"(?:주문|송장|운송장|택배|배송|상품|품번|모델|접수|문의|상담|티켓|예약|쿠폰|시리얼|order|invoice|tracking|parcel|ticket|case|item|sku|product|serial)"
    r"\s*(?:번호|코드|넘버|number|no\.?|id)?\s*(?:는|은|이|가|:|#|=)?\s*[#(\[]?\s*$",
    re.IGNORECASE,
)
_AFTER_AN_AMOUNT = re.compile(r"\s?(?:원|won|krw)(?![a-z])", re.IGNORECASE)
_ORDER_OF_A_DAY = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-]?\d{4,10}")  # 20250103-0001234, 2025010312345671
_WIDE = {ord(wide): ord("!") + at for at, wide in enumerate(map(chr, range(0xFF01, 0xFF5F)))} | {0x3000: ord(" ")}


def masked(texts: pl.Series) -> pl.Series:
    """The texts with phone, card, account and registration numbers and e-mail addresses made unreadable."""
    suspects = texts.str.contains("[@＠]") | (texts.str.count_matches(r"\p{Nd}") >= FEWEST_DIGITS)
    if not suspects.any():
        return texts
    frame = pl.DataFrame({"text": texts, "suspect": suspects.fill_null(False)})
    cleaned = pl.Series([without_personal(text) if suspect else text for text, suspect in frame.iter_rows()], dtype=pl.String)
    return cleaned.alias(texts.name)


def without_personal(text: str) -> str:
    """One text, masked."""
    narrow = text.translate(_WIDE)  # of the same length, so that what is found there lies in the text at the same place
    kept, end = [], 0
    for found in _PERSONAL.finditer(narrow):
        if not _is_of_a_thing(narrow, found):
            kept += [text[end : found.start()], MASK]
            end = found.end()
    return "".join([*kept, text[end:]])


def _is_of_a_thing(text: str, found: re.Match[str]) -> bool:
    """Whether what looks like a number of a person says that it is one of an order, a parcel or money."""
    said = found.group()
    if "@" in said or "+" in said or re.match(r"\(?0\d", said):
        return False
    if found.group("card") and _is_card(said):
        return False
    if _AFTER_AN_AMOUNT.match(text, found.end()) and said.isdecimal() and len(said) <= 12:
        return True
    return bool(_OF_A_THING.search(text[: found.start()][-24:]) or _ORDER_OF_A_DAY.fullmatch(said))


def _is_card(number: str) -> bool:
    """Whether a number passes the check that every card number passes (Luhn), or is written in groups as on a card."""
    digits = [int(each) for each in number if each.isdecimal()]
    if re.fullmatch(r"\d{4}[\s.\-–]\d{4}[\s.\-–]\d{4}[\s.\-–]\d{1,7}|\d{4}[\s.\-–]\d{6}[\s.\-–]\d{5}", number):
        return True
    doubled = (2 * digit - 9 * (digit > 4) if at % 2 else digit for at, digit in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0

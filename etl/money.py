"""Numbers and amounts as people write them, read exactly: decimals, never floats."""

import re
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
from babel.numbers import get_currency_precision, get_currency_symbol

if TYPE_CHECKING:
    from etl.parse import Reading

EXACT = pl.Decimal(38, 6)
LARGEST = 9_200_000_000_000_000  # in the major unit: in thousandths, as dinars have, it still fits an Int64

# Thousands set apart by commas or blanks, or not at all.
_NUMBER = r"^[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,18})(?:\.\d{1,12})?$"
# Signs that people use beside what the standard names. CP949 shows its backslash as the won sign.
_WON_UNITS = {"조": 10**12, "억": 10**8, "천만": 10**7, "백만": 10**6, "만": 10**4, "천": 10**3}
_OF_UNITS = r"\d[\d,]*(?:\.\d+)?"
_ALSO = {"KRW": ("￦", "원", "\\"), "JPY": ("￥", "円", "엔"), "USD": ("US$",)}


def plain(texts: pl.Series) -> pl.Series:
    """The numbers as digits with a point ("1,234.50" -> "1234.50"); null where a text is no number."""
    column = pl.col("text").str.strip_chars().str.replace("−", "-", literal=True)
    read = pl.when(column.str.contains(_NUMBER)).then(column.str.replace_all(r"[, \u00a0\u202f]", "").str.strip_prefix("+"))
    return texts.to_frame("text").select(read.alias(texts.name)).to_series()


def amounts(texts: pl.Series, currency: str) -> pl.Series:
    """The amounts of a currency in its major unit: "₩12,300", "12,300원", "1.2억", "-5.00", "(1,200)". Null where a text is none of it."""
    parts = texts.str.replace("−", "-", literal=True).str.extract_groups(_written(currency)).struct.unnest()
    numbers = plain(parts["number"]).alias("number")
    once = (pl.col("open") + pl.col("before") + pl.col("after")).str.len_chars() <= 1
    closed = (pl.col("open") == "(") == (pl.col("close") == ")")
    fits = closed & once & ~pl.col("number").str.contains(r"\.\d{6}0*[1-9]")
    if currency == "KRW":
        numbers = _of_won_units(parts["number"], numbers)
    less = (pl.col("open") == "(") | (pl.col("before") == "-") | (pl.col("after") == "-")
    value = pl.col("number").cast(EXACT, strict=False)
    fits = fits & (value <= LARGEST)
    return parts.with_columns(numbers).select(pl.when(fits).then(pl.when(less).then(-value).otherwise(value))).to_series()


def _of_won_units(texts: pl.Series, numbers: pl.Series) -> pl.Series:
    """The numbers, with those that are written in units of ten thousand: "1.2억" -> "120000000", "3억 5,000만" -> "350000000"."""
    if not texts.str.contains("[조억만천]").any():
        return numbers
    pattern = "".join(rf"(?:(?<u{at}>{_OF_UNITS})\s*{unit}\s*)?" for at, unit in enumerate(_WON_UNITS))
    parts = texts.str.extract_groups(rf"^{pattern}(?<rest>{_OF_UNITS})?$").struct.unnest()
    terms = [plain(parts[f"u{at}"]).cast(EXACT, strict=False) * unit for at, unit in enumerate(_WON_UNITS.values())]
    terms.append(plain(parts["rest"]).cast(EXACT, strict=False))
    said = pl.DataFrame([term.alias(str(at)) for at, term in enumerate(terms)])
    total = said.select(pl.when(~pl.all_horizontal(pl.all().is_null())).then(pl.sum_horizontal(pl.all().fill_null(0)))).to_series()
    return pl.DataFrame({"number": numbers, "said": total.cast(EXACT).cast(pl.String)}).select(pl.coalesce("number", "said")).to_series()


def is_finer(amount: pl.Series, reading: "Reading") -> pl.Series:
    """True where an amount has more decimals than its currency."""
    scaled = amount * 10 ** digits(reading.company.currency)
    return pl.Series(scaled != scaled.round(0))


def is_too_large(amount: pl.Series) -> pl.Series:
    """True where an amount is more than anything costs."""
    return (amount.abs() > LARGEST).fill_null(False)


def minor_units(amount: pl.Series, currency: str) -> pl.Series:
    """The amounts in the currency's minor unit (12.30 dollars -> 1230), halves rounded away from zero."""
    scaled: pl.Series = amount * 10 ** digits(currency)
    return scaled.round(0, mode="half_away_from_zero").cast(pl.Int64)


def digits(currency: str) -> int:
    """How many decimals a currency has: 0 for won, 2 for dollars."""
    return int(get_currency_precision(currency))


@cache
def _written(currency: str) -> str:
    signs = {currency, *(get_currency_symbol(currency, locale) for locale in ("en", "ko", "root")), *_ALSO.get(currency, ())}
    units = "조억천백만" if currency == "KRW" else ""
    sign = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    return (
        rf"^\s*(?<open>\(?)\s*(?<before>[+-]?)\s*(?:{sign})?\s*(?<after>[+-]?)"
        rf"\s*(?<number>\d[\d,. \u00a0\u202f{units}]*?)\s*(?:{sign})?\s*(?<close>\)?)\s*$"
    )

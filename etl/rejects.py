"""Rejected rows as they are kept: where, why, and what the file had there, without anything of a person."""

import polars as pl

from etl.columns import Columns
from etl.export import Export
from etl.identity import hash_of
from etl.mask import MASK, masked
from etl.parse import comment
from etl.reasons import reason
from etl.source import Source
from store.rejects import Reject

LONGEST_SHOWN = 40  # longer text is not an id, a date or a number
# What these parsers read holds no words but these: any other may be the name of a customer, slipped into a wrong cell.
WORDLESS = frozenset(
    {"number", "integer", "minutes", "hours", "amount", "price", "score", "moment", "utc_moment", "day", "any_moment", "any_day"}
)
_WORD = r"\p{L}{2,}"
_OF_A_DATE = r"(?i)오전|오후|\b[AP]M\b"


def rejects(export: Export, source: Source, columns: Columns, secret: bytes) -> list[Reject]:
    """The rejected rows in the order of the file, of no load yet."""
    faults = columns.faults
    bad = ~faults.good
    shown = _shown(export, export.rows.filter(bad), source)
    kinds = [faults.kinds[at] for at in faults.kind[bad.to_numpy()]]
    others = faults.other[bad.to_numpy()]
    keys = columns.frames[source.facts[0]][source.facts[0].own_id()].filter(bad)
    keys = keys.to_frame("key").select(pl.when(masked(keys) == keys).then("key")).to_series()
    refs = columns.customer.filter(bad)
    made = []
    for line, (code, header), other, fields, key, ref in zip(
        export.lines.filter(bad), kinds, others, shown.iter_rows(named=True), keys, refs, strict=True
    ):
        why = reason(code, header, int(other))
        hashed = hash_of(ref, source.family, secret) if ref is not None else None
        made.append(Reject(0, line, code, why.ko, why.en, header, fields, key, hashed))
    return made


def _shown(export: Export, rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The columns that the source reads; comments, customers' refs and whatever looks personal are masked."""
    personal = {source.customer, *source.known_by.values()}
    hidden = {cell for cell in source.cells() if cell.parser is comment or cell in personal}
    shown: dict[str, pl.Series] = {}
    for cell in source.cells():
        header = export.find(cell.spellings, cell.like)
        if header is not None and (header not in shown or cell in hidden):
            texts = rows[header]
            safe = (masked(texts) == texts) & (texts.str.len_chars() <= LONGEST_SHOWN) & (cell not in hidden)
            if cell.parser.name in WORDLESS:
                safe &= ~texts.str.replace_all(_OF_A_DATE, "").str.contains(_WORD)
            kept = pl.when("safe").then("text").when(pl.col("text").is_not_null()).then(pl.lit(MASK))
            shown[header] = pl.DataFrame({"text": texts, "safe": safe}).select(kept).to_series()
    return pl.DataFrame(shown)

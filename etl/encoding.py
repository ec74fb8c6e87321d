"""The text of a file's bytes: decoded strictly, so that a wrong guess is an error and never garbled text."""

import codecs
import re
from typing import NamedTuple

import polars as pl

from errors import SourceError
from metrics.cores import on_all_cores

_HANGUL = re.compile("[\uac00-\ud7a3]")
_CHUNK = 16 * 1024 * 1024
_LOOKED_AT = 1024 * 1024
_OF_TWO_BYTES = re.compile(rb"[\x81-\xfe][\x41-\xfe]")
# The syllables that Windows added behind the standard: hardly ever written in Korean, but what a letter with an accent and the
# letter after it look like.
_RARE = re.compile(rb"[\x81-\xa0].|.[\x41-\xa0]", re.DOTALL)


class Decoded(NamedTuple):
    """A text in UTF-8, and the encoding that the file has."""

    text: bytes
    encoding: str


def decoded(name: str, raw: bytes) -> Decoded:
    """The text of a file's bytes, without BOM, with `\\n` or `\\r\\n` line ends.

    Tried in this order: UTF-16 and UTF-8 by their BOM, UTF-8, CP949 (the Korean Windows encoding).

    Raises:
        SourceError: the bytes are in none of these, or hold NUL.
    """
    text, encoding = _as_utf8(name, raw)
    if b"\0" in text:
        line = text.count(b"\n", 0, text.index(b"\0")) + 1
        raise SourceError(
            ko=f"{name}: {line}번째 줄에 글자가 아닌 값(NUL)이 있습니다. 파일이 손상되었을 수 있으니 원래 시스템에서 다시 내려받아 주세요.",
            en=f"{name}: line {line} holds a byte that is no text (NUL). The file may be damaged; download it again.",
        )
    if b"\n" not in text and b"\r" in text:  # line ends of the old Mac
        text = text.replace(b"\r", b"\n")
    return Decoded(text, encoding)


def _as_utf8(name: str, raw: bytes) -> Decoded:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return Decoded(raw.decode("utf-16").encode(), "UTF-16")
        except UnicodeDecodeError as broken:
            raise _undecodable(name, raw[: broken.start].count(b"\n") + 1, "UTF-16") from broken
    marked = raw.startswith(codecs.BOM_UTF8)
    if marked:
        raw = raw[len(codecs.BOM_UTF8) :]
    if _is_utf8(raw):
        return Decoded(raw, "UTF-8")
    valid = _valid_utf8(raw)
    line = raw.count(b"\n", 0, valid) + 1
    # TRICKY: CP949 can decode damaged UTF-8 into other syllables. What already read as Hangul in UTF-8 is UTF-8.
    if marked or _HANGUL.search(raw[:valid].decode("utf-8")):
        raise _undecodable(name, line, "UTF-8")
    try:
        text = raw.decode("cp949").encode()
    except UnicodeDecodeError as broken:
        raise _undecodable(name, max(line, raw.count(b"\n", 0, broken.start) + 1), "UTF-8, UTF-16, CP949") from broken
    pairs = _OF_TWO_BYTES.findall(raw[max(0, valid - 1) : valid + _LOOKED_AT])
    if 2 * sum(1 for pair in pairs if _RARE.match(pair)) > len(pairs):  # `Ägypten` in Latin-1 is 훘ypten in CP949
        raise _undecodable(name, line, "UTF-8, UTF-16, CP949")
    return Decoded(text, "CP949")


def _is_utf8(raw: bytes) -> bool:
    """Whether bytes are UTF-8, looked at in pieces: decoding a large file at once would take its size several times over."""
    ends = [_before_a_letter(raw, end) for end in range(_CHUNK, len(raw), _CHUNK)]
    pieces = zip([0, *ends], [*ends, len(raw)], strict=True)
    return all(on_all_cores(lambda piece: _is_utf8_piece(raw[piece[0] : piece[1]]), pieces))


def _before_a_letter(raw: bytes, at: int) -> int:
    """The place at or right before another one where no letter of UTF-8 is cut, which takes up to four bytes."""
    return next((at - back for back in range(4) if raw[at - back] & 0b1100_0000 != 0b1000_0000), at)


def _is_utf8_piece(raw: bytes) -> bool:
    try:
        pl.Series([raw], dtype=pl.Binary).cast(pl.String)  # several times as fast as decoding, and on all cores
    except pl.exceptions.PolarsError:
        return False
    return True


def _valid_utf8(raw: bytes) -> int:
    """How many bytes from the start are UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as broken:
        return broken.start
    return len(raw)


def _undecodable(name: str, line: int, encoding: str) -> SourceError:
    return SourceError(
        ko=f"{name}: {line}번째 줄의 글자를 읽을 수 없습니다({encoding}로 해석되지 않음). 파일이 잘렸거나 손상되었을 수 있습니다. "
        "다시 내려받거나 엑셀에서 'CSV UTF-8'로 저장해 주세요.",
        en=f"{name}: the characters of line {line} cannot be read as {encoding}. The file may be cut or damaged. "
        "Download it again, or save it from Excel as 'CSV UTF-8'.",
    )

"""What may be unpacked: sizes and entries of a zip, checked before a byte of it is; a gzip, counted while it is."""

import gzip
import zipfile
import zlib
from io import BytesIO

from errors import SourceError
from etl.limits import MEBIBYTE, OWN, Limits

GZIP = b"\x1f\x8b"
# What reading a damaged zip raises; RuntimeError too where it is encrypted or packed in a way that Python does not know.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
MOST_ENTRIES = 2_000
_SMALLEST_PACKED = MEBIBYTE // 10  # a smaller file may be packed by any ratio

_LITTER = ("__MACOSX/", ".DS_Store")


def entries(name: str, raw: bytes, limits: Limits = OWN) -> tuple[str, ...]:
    """The names of a zip's files, known to be of a size that can be unpacked.

    Raises:
        SourceError: it is no whole zip, is encrypted, or would unpack to too much.
    """
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            found = archive.infolist()
    except BROKEN as broken:
        raise _damaged(name) from broken
    if not all(info.filename for info in found):  # what has no name cannot even be asked whether it is a folder
        raise _damaged(name)
    listed = [info for info in found if not info.is_dir() and not _is_litter(info.filename)]
    unpacked = sum(info.file_size for info in listed)
    if len(listed) > MOST_ENTRIES or unpacked > _largest(raw, limits):
        raise SourceError(
            ko=f"{name}: 압축을 풀면 {unpacked / MEBIBYTE:,.0f} MiB({len(listed):,}개 파일)가 됩니다. "
            f"{limits.unpacked_bytes // MEBIBYTE:,} MiB, 압축률 {limits.ratio:,}배까지 읽습니다. 기간을 나누어 내려받아 주세요.",
            en=f"{name} unpacks to {unpacked / MEBIBYTE:,.0f} MiB in {len(listed):,} files. "
            f"At most {limits.unpacked_bytes // MEBIBYTE:,} MiB and {limits.ratio:,} times its size are read. "
            "Export it in shorter periods.",
        )
    if any(info.flag_bits & 1 for info in listed):
        raise SourceError(
            ko=f"{name}: 암호가 걸린 파일은 읽을 수 없습니다. 암호를 풀고 다시 저장해 주세요.",
            en=f"{name} is protected by a password. Remove the password and save it again.",
        )
    return tuple(info.filename for info in listed)


def only_member(name: str, raw: bytes, members: tuple[str, ...], limits: Limits = OWN) -> bytes:
    """The bytes of the one file in a zip.

    Raises:
        SourceError: there is none or more than one, or it is damaged.
    """
    if len(members) != 1:
        raise SourceError(
            ko=f"{name}: 압축 파일 안에 파일이 {len(members)}개 있습니다. 한 번에 하나만 넣어 주세요.",
            en=f"{name} holds {len(members)} files. Put exactly one into the archive, or load them one by one.",
        )
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive, archive.open(members[0]) as member:
            unpacked = member.read(_largest(raw, limits) + 1)  # the size written in the archive may be a lie
    except BROKEN as broken:
        raise _damaged(name) from broken
    if len(unpacked) > _largest(raw, limits):
        raise _damaged(name)
    return unpacked


def gunzipped(name: str, raw: bytes, limits: Limits = OWN) -> bytes:
    """The bytes in a gzip.

    Raises:
        SourceError: it is damaged or cut, or would unpack to too much.
    """
    try:
        with gzip.GzipFile(fileobj=BytesIO(raw)) as packed:
            unpacked = packed.read(_largest(raw, limits) + 1)
    except (OSError, EOFError, zlib.error) as broken:
        raise _damaged(name) from broken
    if len(unpacked) > _largest(raw, limits):
        raise SourceError(
            ko=f"{name}: 압축을 풀면 {limits.unpacked_bytes // MEBIBYTE:,} MiB 또는 압축률 {limits.ratio:,}배를 넘습니다. "
            "기간을 나누어 내려받아 주세요.",
            en=f"{name} unpacks to more than {limits.unpacked_bytes // MEBIBYTE:,} MiB or {limits.ratio:,} times its size. "
            "Export it in shorter periods.",
        )
    return unpacked


def _largest(raw: bytes, limits: Limits) -> int:
    """To how many bytes these may unpack."""
    return min(limits.unpacked_bytes, limits.ratio * max(len(raw), _SMALLEST_PACKED))


def _is_litter(member: str) -> bool:
    return member.startswith(_LITTER) or member.endswith(_LITTER)


def _damaged(name: str) -> SourceError:
    return SourceError(
        ko=f"{name}: 압축 파일이 손상되었거나 잘렸습니다. 다시 내려받아 주세요.",
        en=f"{name} is a damaged or cut archive. Download it again.",
    )

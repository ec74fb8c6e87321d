"""How large a file may be: less for what arrives over the web than for what the operator points at."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The most that is read of one file.

    `is_confined` files are read in a child process, whatever they are; of others only those that need a parser of their own
    (workbooks, Parquet, JSON) are.
    """

    file_bytes: int
    unpacked_bytes: int
    ratio: int
    columns: int
    rows: int
    is_confined: bool


UPLOADED = Limits(file_bytes=50 * MEBIBYTE, unpacked_bytes=500 * MEBIBYTE, ratio=100, columns=200, rows=5_000_000, is_confined=True)
OWN = Limits(file_bytes=8192 * MEBIBYTE, unpacked_bytes=4096 * MEBIBYTE, ratio=1_000, columns=1_000, rows=200_000_000, is_confined=False)

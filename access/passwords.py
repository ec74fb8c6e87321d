"""Passwords: which are accepted, how they are kept, how one is checked."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from errors import UserError

SHORTEST = 12
LONGEST = 128
FEWEST_DIFFERENT = 5
# A password that is one of these with digits and signs around it is as good as the word alone.
WORDS = (
    *("admin", "administrator", "changeme", "dangol", "default", "dkssud", "football", "iloveyou", "letmein", "login", "master"),
    *("monkey", "passwd", "password", "princess", "qlalfqjsgh", "qwerty", "qwertyuiop", "root", "samsung", "sarang", "secret"),
    *("summer", "sunshine", "superman", "tkfkd", "tkfkdgo", "user", "welcome", "winter", "단골", "비밀번호", "사랑해", "안녕하세요"),
)
LOOKALIKES = str.maketrans("013457@$!", "oieastasi")

HASHER = PasswordHasher()  # argon2id with RFC 9106's parameters for little memory


def require_strong(password: str, login: str, company: str) -> None:
    """Nothing, where the password is hard to guess.

    Raises:
        UserError: it is too short or long, common, or made of the login or the company's name.
    """
    password = _normal(password)
    folded = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        raise UserError(
            ko=f"비밀번호는 {SHORTEST}자 이상 {LONGEST}자 이하여야 합니다. 지금은 {len(password)}자입니다.",
            en=f"A password has {SHORTEST} to {LONGEST} characters. This one has {len(password)}.",
        )
    if len(set(folded)) < FEWEST_DIFFERENT or folded in _common() or _bare_word(folded):
        raise UserError(
            ko="너무 흔한 비밀번호라 쉽게 추측할 수 있습니다. 서로 관련 없는 단어 서너 개를 이어 보세요.",
            en="This password is too common and easy to guess. Try three or four unrelated words in a row.",
        )
    for name in (login, company):
        plain = _letters(name)
        # Two letters of Hangul are a name, two of Latin are in every other word.
        if len(plain) >= (3 if plain.isascii() else 2) and plain in _letters(password):
            raise UserError(
                ko=f"아이디나 회사 이름('{name}')이 들어간 비밀번호는 쓸 수 없습니다. 가장 먼저 추측되기 때문입니다.",
                en=f"A password must not contain '{name}': the login and the company's name are guessed first.",
            )


def hashed(password: str) -> str:
    """The password's argon2id hash, with its salt and parameters, as state keeps it."""
    return HASHER.hash(_normal(password))


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one behind the hash. Without a hash (nobody has that login) as much work, and False."""
    try:
        return HASHER.verify(password_hash or _nobodys_hash(), _normal(password)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


def _normal(password: str) -> str:
    # The same Hangul arrives composed from Windows and decomposed from some Macs.
    return unicodedata.normalize("NFC", password)


def _letters(text: str) -> str:
    # "Han-Bit Inc." -> "hanbitinc"
    return re.sub(r"[\W_]+", "", _normal(text).casefold())


def _bare_word(folded: str) -> bool:
    # "p@ssw0rd!2024", "admin1234567" -> True
    stripped = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    return any(
        re.fullmatch(f"(?:{'|'.join(WORDS)})+", re.sub(r"[\W\d_]+", "", form)) for form in (stripped, stripped.translate(LOOKALIKES))
    )


@cache
def _nobodys_hash() -> str:
    return HASHER.hash("nobody's password")


@cache
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line.casefold() for line in lines if not line.startswith("#"))

"""Which passwords are accepted, and how they are checked."""

import unicodedata

import pytest

from access import passwords
from access.passwords import require_strong
from errors import UserError

LOGIN, COMPANY = "minji.kim", "Hanbit Trading 한빛상사"


@pytest.mark.parametrize(
    "password",
    [
        "paper lantern 7 river",
        "x7!kQ2#mVz9p",
        "초록 우산 일곱 개 바람",
        "z" * 60 + "abcdefghij" * 6 + "12345678",
        "spaces  and\ttabs count",
        "🦊🐢🌊🍵🪁🧵🪴🎈🧩🛶🌾🍐",
    ],
)
def test_any_characters_make_a_password(password: str) -> None:
    require_strong(password, LOGIN, COMPANY)
    assert passwords.matches(password, passwords.hashed(password))


@pytest.mark.parametrize(
    ("password", "because"),
    [
        ("x7!kQ2#mVz9", "12 to 128 characters. This one has 11"),
        ("x7!kQ2#mVz9p" * 11, "This one has 132"),
        ("123456789012", "too common"),
        ("Qwertyuiop123", "too common"),
        ("1Q2W3E4R5T6Y", "too common"),
        ("dkssudgktpdy", "too common"),
        ("aaaaaaaaaaaaaaaaaa", "too common"),
        ("ababababababab", "too common"),
        ("P@ssw0rd!2024!!", "too common"),
        ("admin1234567890", "too common"),
        ("Dangol20260101", "too common"),
        ("비밀번호비밀번호1234", "too common"),
        ("my minjikim river 4", "the login and the company's name"),
        ("Minji.Kim-river-4", "the login and the company's name"),
        ("hanbit trading 한빛상사 9", "the login and the company's name"),
    ],
)
def test_what_would_be_guessed_is_refused_and_says_why(password: str, because: str) -> None:
    with pytest.raises(UserError, match=because):
        require_strong(password, LOGIN, COMPANY)


def test_a_password_is_neither_cut_nor_folded() -> None:
    kept = passwords.hashed("Paper lantern 7 river" + "x" * 100)
    assert not passwords.matches("paper lantern 7 river" + "x" * 100, kept)
    assert not passwords.matches("Paper lantern 7 river" + "x" * 99, kept)


def test_hangul_typed_on_another_system_is_the_same_password() -> None:
    assert passwords.matches(unicodedata.normalize("NFD", "초록 우산 일곱 개 바람"), passwords.hashed("초록 우산 일곱 개 바람"))


def test_a_hash_is_argon2id_and_salted() -> None:
    first, second = passwords.hashed("paper lantern 7 river"), passwords.hashed("paper lantern 7 river")
    assert first.startswith("$argon2id$") and first != second


def test_no_password_matches_without_a_hash_or_with_a_broken_one() -> None:
    assert not passwords.matches("nobody's password", None)
    assert not passwords.matches("anything", "not a hash")

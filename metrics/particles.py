"""Korean particles in the form that the word before them asks for: 재구매율은, 만족도는, 70으로, 71로, URL은, Email로."""

import re

_FORMS = {"은/는": ("은", "는"), "이/가": ("이", "가"), "을/를": ("을", "를"), "과/와": ("과", "와"), "으로/로": ("으로", "로")}
_NONE, _NIEUN, _RIEUL, _IEUNG = 0, 4, 8, 21  # positions among the final consonants of a Hangul syllable

# How the last sound of a word that is not written in Hangul reads: the number of its final consonant.
_DIGITS = dict(zip("0123456789", (_IEUNG, _RIEUL, _NONE, 16, _NONE, _NONE, 1, _RIEUL, _RIEUL, _NONE), strict=True))  # 영 일 이 삼 사 오 ...
_LETTERS = {"L": _RIEUL, "M": 16, "N": _NIEUN, "R": _RIEUL}  # 엘 엠 엔 알; the other letters' names end in a vowel
_CURRENCIES = {"₩": _NIEUN, "$": _NONE, "€": _NONE, "£": _NONE, "¥": _NIEUN, "₫": _IEUNG}  # 원, 달러, 유로, 파운드, 엔 or 위안, 동

# English words as Korean borrows them, by their last letters; the first pattern that fits counts.
_ENDINGS = (
    (re.compile(r"le?$"), _RIEUL),  # 이메일, 구글
    (re.compile(r"(m|[aeiou]me)$"), 16),  # 인스타그램, 크롬
    (re.compile(r"ng$"), _IEUNG),  # 쿠팡
    (re.compile(r"(n|[aeiou]ne)$"), _NIEUN),  # 아마존, 라인
    (re.compile(r"(ck|oo?k|ik)$"), 1),  # 슬랙, 페이스북
    (re.compile(r"[aeiou](pp?|b)$"), 17),  # 앱, 웹
    (re.compile(r"(^|[^aeiou])[aeiou]t$"), 19),  # 챗, but 사이트
)
_BRACKETS = re.compile(r"(\s*(\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）))+\s*$")


def with_particle(word: str, particle: str) -> str:
    """The word with its particle, named by both forms as in "은/는".

    What stands in brackets at the end is not read: "고객 만족도 (CSAT)" takes the particle of 만족도. Capitals are spelled
    out (URL 유알엘), other Latin words are read as Korean borrows them, as far as their last letters tell.
    """
    with_final, without = _FORMS[particle]
    final = _final_consonant(_BRACKETS.sub("", word) or word)
    soft = final == _NONE or (particle == "으로/로" and final == _RIEUL)
    return word + (without if soft else with_final)


def _final_consonant(word: str) -> int:
    """The number of the final consonant that the word's last sound ends in; 0 for none."""
    amount = re.fullmatch(r"[+-]?[A-Z]*([₩$€£¥₫])[\d,.]+", word)
    if amount:
        return _CURRENCIES[amount[1]]
    last = next((c for c in reversed(word) if c.isalnum() or c == "%"), "%")  # 퍼센트 ends in a vowel
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28
    latin = re.search(r"([A-Za-z]+)[^A-Za-z0-9]*$", word)
    if last.isascii() and last.isalpha() and latin:
        return _of_latin(latin[1])
    return _DIGITS.get(last, _NONE)


def _of_latin(word: str) -> int:
    """The final consonant of a Latin word: spelled out where it is in capitals or has no vowel, else as it is borrowed."""
    if not word[-1].islower() or not re.search("[aeiouy]", word.casefold()):
        return _LETTERS.get(word[-1].upper(), _NONE)
    return next((final for pattern, final in _ENDINGS if pattern.search(word.casefold())), _NONE)

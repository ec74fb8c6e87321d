"""Korean particles in the form that the word before them asks for: 재구매율은, 만족도는, 70으로, 71로."""

import re

_FORMS = {"은/는": ("은", "는"), "이/가": ("이", "가"), "을/를": ("을", "를"), "과/와": ("과", "와"), "으로/로": ("으로", "로")}
_RIEUL = 8  # the position of ㄹ among the final consonants

# How the last sound of a word that is not written in Hangul reads: the number of its final consonant, 0 for none.
_DIGITS = dict(zip("0123456789", (21, 8, 0, 16, 0, 0, 1, 8, 8, 0), strict=True))  # 영 일 이 삼 사 오 육 칠 팔 구
_LETTERS = {"l": 8, "m": 16, "n": 4, "r": 8}  # 엘 엠 엔 알; the other letters' names end in a vowel
_SIGNS = {"%": 0, "점": 16}
_WON = 4  # 원
_CURRENCIES = {"₩": _WON, "$": 0, "€": 0, "£": 0, "¥": 4}  # 원, 달러, 유로, 파운드, 엔


def with_particle(word: str, particle: str) -> str:
    """The word with its particle, named by both forms as in "은/는".

    What stands in brackets at the end is not read: "고객 만족도 (CSAT)" takes the particle of 만족도.
    """
    with_final, without = _FORMS[particle]
    final = _final_consonant(re.sub(r"\s*\([^()]*\)\s*$", "", word) or word)
    soft = final == 0 or (particle == "으로/로" and final == _RIEUL)
    return word + (without if soft else with_final)


def _final_consonant(word: str) -> int:
    """The number of the final consonant that the word's last sound ends in; 0 for none."""
    amount = re.fullmatch(r"[+-]?([₩$€£¥])[\d,.]+", word)
    if amount:
        return _CURRENCIES[amount[1]]
    last = next((c for c in reversed(word.casefold()) if c.isalnum() or c in _SIGNS), "")
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28
    return _DIGITS.get(last) or _LETTERS.get(last) or _SIGNS.get(last) or 0

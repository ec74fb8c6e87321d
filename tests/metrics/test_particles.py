"""Particles against a table, and against Unicode's own decomposition of every Hangul syllable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.particles import with_particle


@pytest.mark.parametrize(
    ("word", "particle", "said"),
    [
        ("재구매율", "은/는", "재구매율은"),
        ("고객 만족도", "은/는", "고객 만족도는"),
        ("고객 만족도 (CSAT)", "이/가", "고객 만족도 (CSAT)가"),
        ("첫 응답 시간 (중앙값)", "이/가", "첫 응답 시간 (중앙값)이"),
        ("첫 응답 시간, 느린 10%", "은/는", "첫 응답 시간, 느린 10%는"),
        ("2026년 10월", "은/는", "2026년 10월은"),
        ("2026년 44주", "은/는", "2026년 44주는"),
        ("NPS", "을/를", "NPS를"),
        ("VIP", "과/와", "VIP와"),
        ("SKT 콜", "으로/로", "SKT 콜로"),
        ("URL", "은/는", "URL은"),
        ("47.3%", "으로/로", "47.3%로"),
        ("1시간 25분", "으로/로", "1시간 25분으로"),
        ("+70", "으로/로", "+70으로"),
        ("+31", "으로/로", "+31로"),
        ("+36", "으로/로", "+36으로"),
        ("-4", "으로/로", "-4로"),
        ("4.23", "으로/로", "4.23으로"),
        ("₩182,401", "으로/로", "₩182,401으로"),
        ("$1,203.10", "으로/로", "$1,203.10로"),
        ("¥1,204", "으로/로", "¥1,204으로"),
        ("US$1,203.10", "으로/로", "US$1,203.10로"),
        ("-JP¥1,204", "이/가", "-JP¥1,204이"),
        ("₫1,204", "은/는", "₫1,204은"),
        ("+1.0%p", "으로/로", "+1.0%p로"),
        ("온라인팀(+0.6%p)", "이/가", "온라인팀(+0.6%p)이"),
        ("서울 [1호점] (본사)", "은/는", "서울 [1호점] (본사)은"),
        ("(주)단골", "으로/로", "(주)단골로"),
        ("(CSAT)", "이/가", "(CSAT)가"),
        ("'온라인팀'", "이/가", "'온라인팀'이"),
        ("Team L", "으로/로", "Team L로"),
        ("Team M", "으로/로", "Team M으로"),
        ("Team A", "은/는", "Team A는"),
        ("iOS", "은/는", "iOS는"),
        ("Email", "으로/로", "Email로"),
        ("Email", "은/는", "Email은"),
        ("Google", "을/를", "Google을"),
        ("Instagram", "으로/로", "Instagram으로"),
        ("Chrome", "이/가", "Chrome이"),
        ("Line", "은/는", "Line은"),
        ("Amazon", "과/와", "Amazon과"),
        ("Coupang", "이/가", "Coupang이"),
        ("Slack", "을/를", "Slack을"),
        ("Facebook", "은/는", "Facebook은"),
        ("Zendesk", "은/는", "Zendesk는"),
        ("Naver", "은/는", "Naver는"),
        ("Web", "은/는", "Web은"),
        ("App", "으로/로", "App으로"),
        ("Chat", "이/가", "Chat이"),
        ("Site", "이/가", "Site가"),
        ("Insight", "이/가", "Insight가"),
        ("Cafe24", "은/는", "Cafe24는"),
        ("km", "은/는", "km은"),
        ("–", "은/는", "–는"),
        ("", "은/는", "는"),
    ],
)
def test_a_particle_fits_the_last_sound_of_its_word(word: str, particle: str, said: str) -> None:
    assert with_particle(word, particle) == said


@pytest.mark.parametrize(
    ("particle", "closed", "open_"), [("은/는", "은", "는"), ("이/가", "이", "가"), ("을/를", "을", "를"), ("과/와", "과", "와")]
)
def test_every_syllable_takes_the_particle_of_its_final_consonant(particle: str, closed: str, open_: str) -> None:
    for code in range(ord("가"), ord("힣") + 1):
        syllable = chr(code)
        has_final = len(unicodedata.normalize("NFD", syllable)) == 3
        assert with_particle(syllable, particle) == syllable + (closed if has_final else open_)


def test_every_syllable_takes_ro_after_a_vowel_and_after_rieul() -> None:
    for code in range(ord("가"), ord("힣") + 1):
        *_, last = unicodedata.normalize("NFD", chr(code))
        is_soft = last == "ᆯ" or "ᅡ" <= last <= "ᅵ"
        assert with_particle(chr(code), "으로/로") == chr(code) + ("로" if is_soft else "으로")


@given(st.text(), st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")))
def test_only_the_last_syllable_decides(before: str, last: str) -> None:
    assert with_particle(before + last, "이/가") == before + last + with_particle(last, "이/가")[1:]


@given(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), st.text(st.characters(exclude_characters="()[]（）"), max_size=12))
def test_brackets_at_the_end_are_not_read(last: str, inside: str) -> None:
    for word in (f"{last}({inside})", f"{last} [{inside}]", f"{last}({inside}) ({inside})"):
        assert with_particle(word, "은/는") == word + with_particle(last, "은/는")[1:]


@given(st.text(), st.sampled_from(["은/는", "이/가", "을/를", "과/와", "으로/로"]))
def test_any_text_gets_one_of_the_two_forms(word: str, particle: str) -> None:
    assert with_particle(word, particle) in {word + form for form in particle.split("/")}

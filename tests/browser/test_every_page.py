"""What every page keeps, whoever adds it: nothing serious for axe-core, a clean console, nothing that scrolls sideways."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Opened

from dashboards.page import Page
from dashboards.pages import PAGES
from tests.dashboards.site import PEOPLE

pytestmark = pytest.mark.browser

LOOKS = [("ko", "light"), ("en", "dark")]
WIDTHS = (1440, 390)
GRAVE = ("serious", "critical")
# Colours that are on their way from light to dark have whatever contrast they pass through.
AT_REST = """() => new Promise(rested => setTimeout(rested, 250)).then(() => document.getAnimations()
    .every(each => each.playState !== 'running' || each.effect.getComputedTiming().iterations === Infinity))"""


def reader_of(page: Page) -> str:
    """Somebody who may open the page."""
    return next(login for login, (_, role, _) in PEOPLE.items() if role.may(page.right))


def address(page: Page, language: str) -> str:
    return f"{page.path}?lang={language}&metric=net_promoter_score"


def grave_faults(opened: Opened) -> list[str]:
    """What axe-core finds that keeps somebody out: the rule, and the first element that breaks it."""
    opened.wait_for_function(AT_REST)
    violations = Axe().run(opened).response["violations"]
    return [f"{found['id']}: {found['nodes'][0]['html'][:200]}" for found in violations if found["impact"] in GRAVE]


@pytest.mark.parametrize(("language", "scheme"), LOOKS, ids=lambda each: each)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title.en)
def test_everybody_can_use_it_on_a_desk_and_on_a_phone(page: Page, language: str, scheme: str, reader: Callable[..., Opened]) -> None:
    opened = reader(f"{reader_of(page)}", address(page, language), scheme=scheme)
    opened.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    assert opened.locator("main .fault").count() == 0
    for width in WIDTHS:
        opened.set_viewport_size({"width": width, "height": 900})
        opened.wait_for_load_state("networkidle")
        assert grave_faults(opened) == []
        assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_what_opens_says_so_and_is_left_with_escape(reader: Callable[..., Opened]) -> None:
    opened = reader("boss", "/?lang=en")
    opened.emulate_media(reduced_motion="reduce")
    for name in ("Filters", "Colour scheme", "My account: 김대표", "About Complaint rate"):
        button = opened.get_by_role("button", name=name)
        assert button.get_attribute("aria-expanded") == "false"
        button.focus()
        opened.keyboard.press("Enter")
        opened.wait_for_function("button => button.getAttribute('aria-expanded') === 'true'", arg=button.element_handle())
        assert grave_faults(opened) == []
        opened.keyboard.press("Escape")
        opened.wait_for_function("button => button.getAttribute('aria-expanded') === 'false'", arg=button.element_handle())
        opened.wait_for_function("button => document.activeElement === button", arg=button.element_handle())

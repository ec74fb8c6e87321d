"""What a reader meets beside a desk: a session that has ended, a sheet of paper, a narrow screen."""

import re
from collections.abc import Callable
from itertools import pairwise

from playwright.sync_api import Page

Reader = Callable[..., Page]


def test_a_page_whose_session_has_ended_leads_to_the_sign_in_page_and_not_to_old_numbers(reader: Reader, said: list[str]) -> None:
    page = reader("boss", "?lang=en", anew=True)
    page.context.clear_cookies()
    page.get_by_role("link", name="Quarter").click()
    page.wait_for_url(re.compile("/sign-in.*grain%3Dquarter"))
    said.clear()  # the refused request, which the browser writes down


def test_the_report_of_an_ended_session_is_no_file_but_the_sign_in_page(reader: Reader) -> None:
    page = reader("boss", "?lang=en", anew=True)
    page.wait_for_function("() => window.Plotly")  # fetched ahead, and refused once the session has ended
    page.context.clear_cookies()
    page.locator(".report").click()
    page.wait_for_url(re.compile("/sign-in.*report.pdf"))


def test_on_paper_the_chart_is_whole_and_nothing_is_there_to_click(reader: Reader) -> None:
    page = reader("boss", "/trends?lang=en")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 between its margins
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function("document.querySelector('.trend .chart .main-svg').clientWidth < 660")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for gone in (".choices", ".report", ".account", ".tools", ".side"):
        assert page.locator(gone).first.is_hidden(), gone
    assert page.locator(".teams").is_visible()


def test_paper_is_light_whatever_the_screen_is_and_charts_listen_again_afterwards(reader: Reader) -> None:
    page = reader("boss", "/trends?lang=en")
    page.wait_for_selector(".trend .chart .xtick text")
    colours = "getComputedStyle(document.querySelector('.panel')).backgroundColor, document.querySelector('.trend .xtick text').style.fill"
    light = page.evaluate(f"[{colours}]")
    page.emulate_media(color_scheme="dark")
    page.reload()
    page.wait_for_selector(".trend .chart .xtick text")
    dark = page.evaluate(f"[{colours}]")
    assert all(one != other for one, other in zip(light, dark, strict=True))
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function("() => document.querySelector('.trend .main-svg').clientWidth === 640")
    page.evaluate("Plotly.Plots.resize(document.querySelector('.trend .js-plotly-plot'))")  # as when the window changes, for paper too
    assert page.evaluate("document.querySelector('.trend .main-svg').clientWidth") == 640
    assert page.evaluate(f"[{colours}]") == light
    page.emulate_media(media="screen", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("() => document.querySelector('.trend .main-svg').clientWidth !== 640")
    assert page.evaluate(f"[{colours}]") == dark
    assert page.evaluate("document.querySelector('.trend .js-plotly-plot')._ev.listeners('plotly_click').length") > 0


def test_the_names_of_weeks_do_not_overlap_on_a_phone(reader: Reader) -> None:
    page = reader("boss", "/trends?lang=ko&grain=week")
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    page.wait_for_selector(".trend .chart .xtick text")
    page.wait_for_function("document.querySelector('.trend .chart .main-svg').clientWidth < 390")
    boxes = [box for name in page.locator(".trend .chart .xtick text").all() if (box := name.bounding_box())]
    assert len(boxes) > 2
    assert all(left["x"] + left["width"] <= right["x"] for left, right in pairwise(boxes))

"""What is laid out ahead is what the first reader asks for."""

import store.snapshots
from dashboards import ahead
from tests.dashboards.site import Site


def test_after_it_the_first_reader_of_a_page_measures_nothing(site_of_its_own: Site) -> None:
    site = site_of_its_own
    answers = site.house.answers
    ahead.lay_out(site.app.server, site.house)
    caches = (answers._scored, answers._studied, answers._measured, answers._moved, answers._opened)
    before = [cache.cache_info().misses for cache in caches]
    for page in site.house.pages:
        if page.needs_data and page.group is not None:
            assert "fault" not in site.page("boss", page.path).text
    assert [cache.cache_info().misses for cache in caches] == before


def test_before_the_first_load_there_is_nothing_to_lay_out(new_site: Site) -> None:
    ahead.lay_out(new_site.app.server, new_site.house)
    with new_site.here.state.read() as session:
        assert store.snapshots.latest(session) is None

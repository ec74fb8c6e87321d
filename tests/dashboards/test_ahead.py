"""What is laid out ahead is what the first reader asks for."""

import store.snapshots
from dashboards import ahead
from etl.demo_story import ONLINE_TEAM
from tests.dashboards.site import Site


def measured(site: Site) -> list[int]:
    """How many answers of each kind had to be made."""
    answers = site.house.answers
    return [cache.cache_info().misses for cache in (answers._scored, answers._studied, answers._measured, answers._moved, answers._opened)]


def look_at_all(site: Site, login: str, **asked: str) -> None:
    for page in site.house.pages:
        if page.needs_data and page.group is not None:
            assert "fault" not in site.page(login, page.path, **asked).text


def test_after_it_the_first_reader_of_a_page_measures_nothing(site_of_its_own: Site) -> None:
    site = site_of_its_own
    ahead.lay_out(site.app.server, site.house)
    before = measured(site)
    look_at_all(site, "boss")
    assert measured(site) == before


def test_who_picks_a_team_and_who_leads_it_measure_nothing(site_of_its_own: Site) -> None:
    site = site_of_its_own
    looks = ahead.lay_out_teams(site.app.server, site.house)
    assert next(looks) is None  # a page at a step, so that readers come in between
    assert len(list(looks)) >= len(site.here.trends().teams) - 1
    before = measured(site)
    look_at_all(site, "boss", team=ONLINE_TEAM)
    look_at_all(site, "lead")
    assert measured(site) == before


def test_before_the_first_load_there_is_nothing_to_lay_out(new_site: Site) -> None:
    ahead.lay_out(new_site.app.server, new_site.house)
    assert not list(ahead.lay_out_teams(new_site.app.server, new_site.house))
    with new_site.here.state.read() as session:
        assert store.snapshots.latest(session) is None

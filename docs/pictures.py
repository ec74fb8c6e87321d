"""The pictures of the README: `python -m docs.pictures` takes them anew, of the demo company, in Chromium."""

import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import waitress.server
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import app as web
import settings as configuration
from access import typeface
from access.people import add_user
from access.roles import Role
from etl import demo
from etl.load import load
from installation import Installation

FOLDER = Path(__file__).parent / "pictures"
LOGIN, PASSWORD = "picture", "paper lantern 7 river"
DESK, PHONE = (1440, 900), (390, 844)
COLOURS = 128  # a palette makes the files a third as large, and nobody sees it


@dataclass(frozen=True)
class Picture:
    """One page as it is to be seen."""

    name: str
    address: str
    ground: str = "light"
    size: tuple[int, int] = DESK


PICTURES = (
    Picture("overview-ko", "/?period=2026-05"),
    Picture("overview-en-dark", "/?lang=en", "dark"),
    Picture("overview-phone", "/?lang=ko", "light", PHONE),
    Picture("trends-en", "/trends?metric=net_promoter_score&lang=en"),
    Picture("pair-ko", "/pair?lang=ko"),
    Picture("loyalty-en-dark", "/loyalty?lang=en", "dark"),
    Picture("goals-ko", "/goals?lang=ko"),
    Picture("voice-en", "/voice?survey=nps&period=2026-05&lang=en"),
)


def take(browser: Browser, base: str, picture: Picture) -> None:
    """Takes one picture and keeps it small."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        base_url=base,
        color_scheme=picture.ground,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    signing_in = {"login": LOGIN, "password": PASSWORD}
    context.request.post("/sign-in", form=signing_in, headers={"Sec-Fetch-Site": "same-origin"}, max_redirects=0)
    page, file = context.new_page(), FOLDER / f"{picture.name}.png"
    page.goto(picture.address)
    page.wait_for_selector("main h1")
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('.dash-graph--pending')")
    page.screenshot(path=file)
    context.close()
    with Image.open(file) as taken:
        taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as passing, sync_playwright() as playwright:
        here = Installation.opened(configuration.read(home=Path(passing) / "home", company="단골상회"))
        for file in demo.write(Path(passing) / "exports"):
            load(file, state=here.state, tables=here.tables, company=here.company)
        add_user(here.state, LOGIN, "김대표", Role.ADMIN, None, PASSWORD, "")
        server = waitress.server.create_server(web.wired(here).server, host="127.0.0.1", port=0)
        threading.Thread(target=server.run, daemon=True).start()
        typeface.warm()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in PICTURES:
            take(browser, f"http://127.0.0.1:{server.effective_port}", picture)
        browser.close()
        server.close()
        here.state.close()


if __name__ == "__main__":
    main()

"""axe-core looks at every view: nothing that it finds is serious or critical."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from charlib.library import Library
from charlib.sandbox import Server

from .browsing import IS_CI, SHOWN, Tab
from .client import Page, made

GRAVE = {"serious", "critical"}
WIDE = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def axe() -> str:
    """The program of axe-core; without it, tests are skipped but in CI."""
    if IS_CI:
        import axe_playwright_python.base as carrier  # noqa: PLC0415 - may be missing
    else:
        carrier = pytest.importorskip("axe_playwright_python.base")
    text: str = carrier.AXE_SCRIPT
    return text


@pytest.fixture
def full(at_sandbox: Page, lib: Library, sandbox: Server) -> Library:
    """A library with something to see in every view."""
    film = at_sandbox.post("/api/sources", url=sandbox.file_url("mia.mp4"))
    made(at_sandbox, "/api/create", source=film["id"], handle="mia", window="1,3")
    lib.edit("mia", look="tall", notes="From the pilot")
    lib.tags.add("hero", ["mia"])
    lib.looks.add("mia", "uniform", description="In blue", episodes="4-12")
    for number in range(12):
        lib.add(f"p{number:02}", name=f"Person {number}", tags=["crowd"])
    made(at_sandbox, "/api/generate", texts=["@mia walks"], episode="1", scene="2", takes=2)
    return lib


class Judge:
    """Runs axe in a tab, and keeps what it found grave, with where."""

    def __init__(self, tab: Tab, axe: str) -> None:
        self.tab, self._axe = tab, axe
        self.found: list[str] = []

    def __call__(self, where: str) -> None:
        """Look at the page as it is, or at the dialog that is open: what is behind it is inert.

        By every rule in light; in dark nothing but colours differs.
        """
        if not self.tab.page.evaluate("'axe' in window"):
            self.tab.page.evaluate(self._axe)
        self._look(where, RUN % "")
        self.tab.page.emulate_media(color_scheme="dark")
        self._look(f"{where}, dark", RUN % "runOnly: ['color-contrast'],")
        self.tab.page.emulate_media(color_scheme="light")

    def _look(self, where: str, run: str) -> None:
        for each in self.tab.page.evaluate(run):
            if each["impact"] in GRAVE:
                self.found.append(f"{where}: {each['id']} ({each['impact']}) at {each['nodes']}")


RUN = """axe.run([...document.querySelectorAll("dialog[open]")].at(-1) ?? document,
    {%s resultTypes: ["violations"], elementRef: false, iframes: false})
    .then(({ violations }) => violations.map(({ id, impact, nodes }) =>
        ({ id, impact, nodes: nodes.slice(0, 3).map(({ target }) => target.at(-1)) })))"""


def still(open_tab: Callable[..., Tab], width: int) -> Tab:
    """A tab for people who want no motion: colours are judged when they have come to rest."""
    size = {"width": width, "height": 800}
    return open_tab(viewport=size, color_scheme="light", reduced_motion="reduce")


def views(tab: Tab) -> list[str]:
    """The names of all views."""
    names: list[str] = tab.page.evaluate("import('/page/frame/router.js').then((m) => m.NAMES)")
    return names


def test_everybody_can_use_every_view(
    open_tab: Callable[..., Tab], full: Library, axe: str
) -> None:
    """Also on a phone: with content, and where nothing is found."""
    assert full.count() == 13
    tab = still(open_tab, 1280)
    judge = Judge(tab, axe)
    for name in views(tab):
        tab.page.evaluate("(name) => { location.hash = `#/${name}`; }", name)
        tab.see(f'main[data-view="{name}"] h1')
        for width in (1280, 360):
            tab.page.set_viewport_size({"width": width, "height": 800})
            tab.page.wait_for_load_state("networkidle")
            judge(f"{name} at {width}")
    assert judge.found == []


def test_everybody_can_use_views_that_wait(
    open_tab: Callable[..., Tab], full: Library, axe: str
) -> None:
    """Also before the first answer has come."""
    assert full.count() == 13
    tab = still(open_tab, 1280)
    judge = Judge(tab, axe)
    held: list[Any] = []
    tab.page.route("**/api/**", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    for name in views(tab):
        tab.page.evaluate("(name) => { location.hash = `#/${name}`; }", name)
        tab.see(f'main[data-view="{name}"] h1')
        judge(name)
    assert held
    assert judge.found == []


BESIDE = """(side) => side.getBoundingClientRect().right
    <= side.nextElementSibling.getBoundingClientRect().left"""


def test_only_the_styles_of_the_shown_view_apply(open_tab: Callable[..., Tab]) -> None:
    """Views use the same class names for different things."""
    tab = open_tab()
    sheets = "[...document.querySelectorAll('link[data-of]')].filter((l) => l.media !== 'not all')"
    for name in [*views(tab), "cast"]:
        tab.page.evaluate("(name) => { location.hash = `#/${name}`; }", name)
        tab.see(f'main[data-view="{name}"] h1')
        assert tab.page.evaluate(f"{sheets}.map((link) => link.dataset.of)") == [name]
        for side in tab.page.query_selector_all("main .facets"):
            assert side.evaluate(BESIDE)


def shut(tab: Tab, dialog: str = "dialog") -> None:
    """Close a dialog by its key."""
    tab.press("Escape")
    tab.page.wait_for_selector(dialog, state="detached")


@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_can_use_what_opens(
    open_tab: Callable[..., Tab], full: Library, axe: str, width: int
) -> None:
    """A card, the dialogs, messages, mistakes, the list, a selection."""
    assert full.count() == 13
    tab = still(open_tab, width)
    judge = Judge(tab, axe)
    tab.see(SHOWN)
    tab.press("?")
    judge("keys")
    shut(tab)
    tab.press("n")
    tab.page.fill("dialog [name=handle]", "p00")
    tab.press("Enter")
    tab.see("dialog .problem:not(:empty)")
    judge("add")
    shut(tab)
    tab.press("/", "Enter", "End", "Space", "t")
    tab.page.fill("dialog [name=tag]", "lead")
    tab.see(".ask .main:not([disabled])")
    judge("tag")
    tab.press("Enter")
    tab.see(".toast")
    tab.press("Space", "v")
    judge("list, selection and message")
    tab.press("v", "Escape", "Enter")
    tab.see(".card:has-text('@mia') .bindings")
    judge("card")
    for button in ("Add a look", "Merge…", "Move…"):
        tab.page.click(f".card >> text={button}")
        tab.see("dialog")
        judge(button)
        shut(tab)
    tab.press("Escape")
    full.remove("p03")
    if width < 900:
        tab.page.click("text=Filters")
    tab.page.click(".trash-can")
    tab.see(".list:has-text('@p03')")
    judge("trash")
    tab.page.click(".list >> text=Erase…")
    tab.see("dialog:has-text('cannot be undone')")
    judge("erase")
    shut(tab)
    tab.press("g", "c")
    tab.page.fill("#query", "tag:hero )")
    tab.see("#query[aria-invalid]")
    judge("mistake")
    tab.page.fill("#query", "tag:nobody")
    tab.see(".nothing:not([hidden])")
    judge("nothing found")
    assert judge.found == []

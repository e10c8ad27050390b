"""What the studio is for, in one go: from a film in a folder to a picked take, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from charlib.library import Library
from charlib.sandbox import Server, Settings, film
from charlib.sandbox import running as simulating

from .browsing import Tab
from .client import add_quick, running

WIDE = {"width": 1280, "height": 800}
MOST_KEYS = 6
PICKED = ".take[data-picked]"


class Counted(Tab):
    """A tab that counts keys, except those that type a text."""

    keys = 0

    def press(self, *keys: str) -> None:
        """Press keys, and count them."""
        self.keys += len(keys)
        super().press(*keys)

    def write(self, text: str) -> None:
        """Type a text."""
        self.page.keyboard.type(text)


@pytest.fixture
def simulator(clips: Path) -> Iterator[Server]:
    """A sandbox that makes characters from the films of the folder."""
    with simulating(Settings(files=clips, polls=1, film_height=72)) as server:
        yield server


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """A folder with a film."""
    folder = tmp_path / "clips"
    folder.mkdir()
    film.render(folder / "mia.mp4", seconds=10, width=160, height=90, prompt="mia")
    return folder


@pytest.fixture
def tab(
    browser: Any,
    simulator: Server,
    lib: Library,
    home: Path,
    clips: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Counted]:
    """The studio over the folder, with an account at the sandbox."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    lib.add("tom")
    add_quick(home)
    base = simulator.bases["openai"]
    lib.accounts.add("home", profile="quick", base_url=base, key_env="HOME_KEY")
    with running(home=home, folders=(clips,)) as studio:
        opened = Counted(browser, studio.gate.url, viewport=WIDE)
        yield opened
        opened.close()


def create(tab: Counted) -> None:
    """From the film of the folder to @mia, who is ready: six keys beside her handle."""
    tab.press("g", "m")
    tab.see(".track")
    tab.press("]")
    tab.see(".range[data-on]")
    tab.press("Enter")
    tab.write("mia")
    tab.press("Enter")
    assert "price" in tab.see("dialog.ask").inner_text()
    tab.press("Enter")
    tab.see('.made li[data-state="ready"]:has-text("@mia")')
    assert tab.keys <= MOST_KEYS


def find(tab: Counted) -> None:
    """Among two in the cast, by a query."""
    tab.press("g", "c")
    tab.see("#state:text-is('2 characters')")
    tab.press("/")
    tab.write("mia state:ready")
    tab.see("#state:text-is('1 character')")
    tab.see('.cell[data-key="default/mia"] img')
    tab.press("Escape", "Escape", "Enter")


def film_scene(tab: Counted) -> None:
    """Two takes of a prompt that mentions her by the list, after their price was asked."""
    tab.press("g", "s")
    tab.see(".form[data-account=home]")
    tab.press("/")
    tab.see("#prompt:focus")
    tab.write("Rain falls. @mi")
    tab.see(".mentions li:first-child b:text-is('@mia')")
    tab.press("Enter")
    tab.write("walks home")
    assert tab.page.input_value("#prompt") == "Rain falls. @mia walks home"
    for name, value in (("episode", "5"), ("scene", "3a"), ("takes", "2")):
        tab.page.fill(f"[name={name}]", value)
    tab.see(".draft .main:has-text('Film 2')")
    tab.press("Control+Enter")
    assert "Film 2 takes at home?" in tab.see("dialog.ask").inner_text()
    tab.press("Enter")
    tab.see('.jobs li[data-state="done"]')
    tab.page.evaluate("document.activeElement.blur()")


def pick(tab: Counted) -> None:
    """The second take, by keys."""
    tab.press("g", "t")
    tab.see("#state:text-is('2 takes')")
    tab.press("/", "Enter", "ArrowRight", "p")
    tab.see(f"{PICKED} header:has-text('Take 2')")
    tab.see(".toast:has-text('Picked take 2')")


def take_back(tab: Counted) -> None:
    """As far as it goes: a film is not taken back, nor what came before it; the page says so."""
    tab.press("Control+z")
    tab.page.wait_for_selector(PICKED, state="detached")
    tab.press("Control+z")
    tab.see(".toast.bad:has-text('generate 2 came after')")
    tab.press("g", "w")
    tab.see("[data-part=history]")
    tab.press("2")
    tab.see(".list li:has-text('generate 2'):has-text('stays at the provider')")
    tab.see(".list li:has-text('takes.pick'):has-text('undone')")


def test_from_a_film_to_a_picked_take_and_back(
    tab: Counted, simulator: Server, lib: Library
) -> None:
    """Create, find, mention, film, pick, and take back."""
    create(tab)
    find(tab)
    assert lib.takes.list() == []
    film_scene(tab)
    sent = simulator.ledger.received
    pick(tab)
    assert [each.picked for each in lib.takes.list()] == [True, False]
    take_back(tab)
    assert [each.picked for each in lib.takes.list()] == [False, False]
    assert [each.state for each in lib.show("mia").bindings] == ["ready"]
    assert simulator.ledger.received == sent
    assert [text for text in tab.complaints if "status of 409" not in text] == []


def test_what_is_taken_back_names_what_stays(tab: Counted, simulator: Server, lib: Library) -> None:
    """An ID is not taken back from the provider, and the page says so."""
    assert simulator.ledger.received == 0
    create(tab)
    tab.press("Control+z")
    tab.see(".toast:has-text('Undone'):has-text('the IDs at the provider stay')")
    assert [each.handle for each in lib.list()] == ["tom"]
    assert tab.complaints == []

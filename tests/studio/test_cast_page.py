"""The cast in a real browser: walking, searching, selecting, changing, and taking it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from charlib.library import Library

from .browsing import SHOWN, Tab

WIDE = {"width": 1280, "height": 800}


@pytest.fixture
def tab(open_tab: Callable[..., Tab], lib: Library) -> Tab:
    """The page over eighty characters, every fourth a hero; the newest is p79."""
    for number in range(80):
        lib.add(f"p{number:02}", name=f"Person {number}", tags=["hero"] * (number % 4 == 0))
    opened = open_tab(viewport=WIDE)
    opened.see(SHOWN)
    return opened


def test_one_cell_takes_the_focus_and_keys_move_it(tab: Tab) -> None:
    """Arrows, a row, the ends; the rows are counted for screen readers."""
    tab.press("/", "Enter")
    assert tab.focused() == "default/p79"
    tab.press("ArrowRight")
    assert tab.focused() == "default/p78"
    columns = int(tab.see(".grid").get_attribute("aria-colcount"))
    tab.press("ArrowDown")
    assert tab.focused() == f"default/p{78 - columns:02}"
    tab.press("End")
    tab.see('.cell[data-key="default/p00"]')
    assert tab.focused() == "default/p00"
    tab.press("Home")
    assert tab.focused() == "default/p79"
    assert int(tab.see(".grid").get_attribute("aria-rowcount")) == -(-80 // columns)
    assert tab.page.locator('.cell[tabindex="0"]').count() == 1
    assert tab.complaints == []


def test_the_card_keeps_the_place_in_the_cast(tab: Tab) -> None:
    """Enter opens it, arrows go on beside it, Escape closes it: the focus stays in the cast."""
    tab.press("/", "Enter", "ArrowRight", "Enter")
    tab.see(".card:has-text('@p78')")
    tab.press("ArrowRight")
    tab.see(".card:has-text('@p77')")
    tab.press("Escape")
    tab.page.wait_for_selector(".card", state="hidden")
    tab.see('.cell[data-key="default/p77"]:focus')


def test_a_mistake_has_its_caret(tab: Tab) -> None:
    """Below the sign that is wrong; the matches before it stay, and the next search is right."""
    tab.page.fill("#query", "tag:hero )")
    tab.see("#query[aria-invalid]")
    assert tab.page.text_content(".caret") == " " * 9 + "^"
    assert "Unmatched )." in tab.page.inner_text("#told")
    assert tab.page.locator(SHOWN).count() > 0
    tab.page.fill("#query", "tag:hero")
    tab.see("#state:has-text('20 characters')")
    assert tab.page.locator("#query[aria-invalid]").count() == 0
    assert "tag%3Ahero" in tab.page.url


def test_the_word_that_is_typed_matches_beginnings(tab: Tab) -> None:
    """It is not finished; Enter goes to the matches, and a space or a term after it keeps it."""
    tab.press("/")
    tab.page.keyboard.type("pers")
    tab.see("#state:text-is('80 characters')")
    tab.see(SHOWN)
    tab.page.fill("#query", "p7")
    tab.see("#state:text-is('10 characters')")
    tab.see(".completions li:first-child:has-text('p7')")
    tab.press("Enter")
    assert tab.focused() == "default/p79"
    tab.page.click(".facets button:has-text('hero')")
    assert tab.page.input_value("#query") == "p7* tag:hero"
    tab.see("#state:text-is('2 characters')")
    tab.page.fill("#query", "pers ")
    tab.see("#state:text-is('0 characters')")
    assert tab.complaints == []


def test_half_a_field_is_no_mistake_yet(tab: Tab) -> None:
    """While completions are offered, nothing is called wrong; without them it is."""
    tab.press("/")
    tab.page.keyboard.type("tag:")
    tab.see(".completions li:has-text('tag:hero')")
    tab.page.wait_for_selector("#query[aria-invalid]")
    assert tab.page.locator("#told").is_hidden()
    assert tab.page.locator(SHOWN).count() > 0
    tab.press("Escape")
    assert tab.page.locator("#told").is_visible()


def test_a_query_is_completed(tab: Tab) -> None:
    """With the arrows and Enter; a name that does not exist is corrected with one click."""
    tab.press("/")
    tab.page.keyboard.type("tag:h")
    tab.see(".completions li:has-text('tag:hero')")
    tab.press("ArrowDown", "Enter")
    assert tab.page.input_value("#query") == "tag:hero"
    tab.see("#state:has-text('20 characters')")
    tab.page.fill("#query", "tag:hreo")
    tab.page.click("#told button")
    tab.see("#state:has-text('20 characters')")


def test_a_long_list_of_tags_is_folded(tab: Tab, lib: Library) -> None:
    """The most frequent come first, the rest with one click."""
    lib.add("zoe", tags=[f"tag{number:02}" for number in range(20)])
    tab.see(".facets:has-text('tag01')")
    assert tab.page.locator(".facets li button").count() == 8
    tab.page.click(".facets .fold")
    tab.see(".facets:has-text('tag19')")
    assert tab.page.locator(".facets li button").count() == 21


def test_facets_are_terms_of_the_query(tab: Tab) -> None:
    """With counts; pressed again, one goes out of the query."""
    tab.page.click(".facets button:has-text('hero')")
    tab.see("#state:has-text('20 characters')")
    assert tab.page.input_value("#query") == "tag:hero"
    tab.page.click(".facets button[aria-pressed=true]")
    tab.see("#state:has-text('80 characters')")


def test_many_are_tagged_and_one_key_takes_it_back(tab: Tab, lib: Library) -> None:
    """The dialog shows how many and whom before anything changes."""
    tab.press("/", "Enter", "Space", "Shift+ArrowRight", "Shift+ArrowRight")
    tab.see(".bulk:has-text('3 selected')")
    tab.press("t")
    tab.page.keyboard.type("noir")
    tab.see(".preview:has-text('3 characters: @p79, @p78, @p77')")
    assert lib.count("tag:noir") == 0
    tab.see(".ask .main:not([disabled])")
    tab.press("Enter")
    tab.see(".toast:has-text('Changed 3 characters')")
    assert lib.count("tag:noir") == 3
    tab.press("Control+z")
    tab.see(".toast:has-text('Undone')")
    assert lib.count("tag:noir") == 0
    tab.press("Control+Shift+z")
    tab.see(".toast:has-text('Redone')")
    assert lib.count("tag:noir") == 3


def test_all_matches_but_one_are_changed(tab: Tab, lib: Library) -> None:
    """Ctrl+A means the query, not what is loaded; Space takes one out of it."""
    tab.page.fill("#query", "tag:hero")
    tab.see("#state:has-text('20 characters')")
    tab.press("Enter", "Control+a")
    tab.see(".bulk:has-text('20 selected')")
    tab.press("Space")
    tab.see(".bulk:has-text('19 selected')")
    tab.page.click(".bulk [data-action=edit]")
    tab.page.fill("dialog textarea", "blue")
    tab.page.click(".ask .main:has-text('19'):not([disabled])")
    tab.see(".toast:has-text('Changed 19 characters')")
    assert lib.count("look:blue") == 19
    assert lib.count("look:blue handle:p76") == 0


def test_a_text_is_edited_in_place(tab: Tab, lib: Library) -> None:
    """It is shown at once; Undo in the message takes it back; Escape leaves it."""
    tab.press("/", "Enter", "e")
    tab.see("[data-editing=name]")
    tab.page.keyboard.type("Zoë")
    tab.press("Enter")
    tab.see('.cell[data-key="default/p79"]:has-text("Zoë")')
    tab.see(".toast:has-text('Changed name of @p79')")
    assert lib.show("p79").name == "Zoë"
    tab.page.click(".toast button:has-text('Undo')")
    tab.see('.cell[data-key="default/p79"]:has-text("Person 79")')
    tab.page.click('[data-field="name"]')
    tab.page.keyboard.type("nobody")
    tab.press("Escape")
    assert tab.page.inner_text('[data-field="name"]') == "Person 79"


def test_a_refused_change_is_taken_back_on_the_page(tab: Tab) -> None:
    """A handle that another one has: the old one is shown again, with what is wrong."""
    tab.press("/", "Enter", "Enter")
    tab.page.click('.card [data-field="handle"]')
    tab.page.fill("[data-editing=handle]", "p78")
    tab.press("Enter")
    assert "p78" in tab.see(".toast.bad").inner_text()
    assert tab.page.inner_text('[data-field="handle"]') == "@p79"


def test_another_change_since_is_not_undone(tab: Tab, lib: Library) -> None:
    """Ctrl+Z means the change of this tab, or nothing."""
    tab.press("/", "Enter", "Enter")
    tab.page.fill('.card [data-field="tag"]', "noir")
    tab.press("Enter")
    tab.see(".toast:has-text('Changed tags')")
    lib.add("later")
    tab.page.click(".card .close")
    tab.press("Control+z")
    tab.see(".toast.bad")
    tab.press("Control+z")
    tab.page.wait_for_function("document.querySelectorAll('.toast.bad').length === 1")
    assert lib.count("tag:noir") == 1
    assert lib.count("handle:later") == 1
    lib.undo()
    tab.press("Control+z")
    tab.see(".toast:has-text('Undone')")
    assert lib.count("tag:noir") == 0


def test_what_was_undone_elsewhere_is_not_in_the_way(tab: Tab, lib: Library) -> None:
    """Ctrl+Z goes on to the change before it."""
    tab.press("/", "Enter", "Enter")
    for tag in ("noir", "rain"):
        tab.page.fill('.card [data-field="tag"]', tag)
        tab.press("Enter")
        tab.see(f".card li:has-text('{tag}')")
        tab.see(".toast:has-text('Changed tags')")
        tab.page.wait_for_function("document.querySelectorAll('.toast').length === 1")
    lib.undo()
    tab.page.click(".card .close")
    tab.press("Control+z")
    tab.see(".toast:has-text('Undone')")
    assert lib.count("tag:noir or tag:rain") == 0


def test_a_restored_backup_takes_the_numbers_of_changes_back(tab: Tab, lib: Library) -> None:
    """What this tab did is gone, and its number is another change's: Ctrl+Z leaves that alone."""
    copy = lib.backup()
    tab.press("/", "Enter", "Enter")
    tab.page.fill('.card [data-field="tag"]', "noir")
    tab.press("Enter")
    tab.see(".toast:has-text('Changed tags')")
    tab.see(".facets button:has-text('noir')")
    mine = lib.history(limit=1)[0].id
    lib.restore_backup(copy)
    tab.page.wait_for_selector(".facets button:has-text('noir')", state="detached")
    lib.add("later")
    assert lib.history(limit=1)[0].id == mine
    tab.see("#state:text-is('81 characters')")
    tab.page.click(".card .close")
    tab.press("Control+z")
    tab.see(".toast:has-text('Nothing to undo')")
    assert lib.count("handle:later") == 1


def test_a_scrollbar_longer_than_elements_may_be(tab: Tab) -> None:
    """A step moves by pixels, a jump by proportion, and both ends are reached."""
    found = tab.page.evaluate("""async () => {
        const { extent, HIGHEST } = await import("/page/frame/extent.js");
        const bar = extent();
        bar.resize(50_000_000, 800);
        const found = [bar.height === HIGHEST];
        bar.scrolled(100);
        found.push(bar.top);
        bar.scrolled(HIGHEST - 800);
        found.push(bar.top, bar.place(50_000_000));
        bar.scrolled((HIGHEST - 800) / 2);
        found.push(Math.round(bar.top));
        bar.scrolled(0);
        return [...found, bar.top];
    }""")
    assert found == [True, 100, 49_999_200, 8_000_000, 24_999_600, 0]


def test_an_empty_cast_leads_to_films(open_tab: Callable[..., Tab]) -> None:
    """Without a terminal."""
    tab = open_tab(viewport=WIDE)
    tab.page.click(".nothing a:has-text('Create one from a film')")
    tab.see(".moment:visible")
    assert tab.complaints == []

"""The scene in a real browser: writing, completing, mending, seeing the price, filming, drafts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from charlib.library import Library, open_library
from charlib.sandbox import Server
from charlib.studio import run

from .browsing import Tab
from .client import running

WIDE = {"width": 1280, "height": 800}
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
PASTE = """(text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.querySelector(".scenes").dispatchEvent(
        new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
TABLE = "prompt,episode,scene,takes,seconds\n@mia waits,5,4,2,\n@tom runs,5,5,,long\n@mia,5,6,,8\n"


@pytest.fixture
def cast(lib: Library, home: Path, sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Library:
    """People of several scripts at the simulator, and an account that has none of them."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    lib.accounts.add("home", profile="sandbox", base_url=sandbox.bases["async"], key_env="HOME_KEY")
    lib.accounts.add(
        "main", profile="openai-videos", base_url="http://127.0.0.1:9", key_env="HOME_KEY"
    )
    lib.accounts.use("home")
    for number, handle in enumerate(("mia", "tom", "林小雨", "ليلى", "miguel")):
        lib.add(handle, f"ch_{number}", account="home", name=f"Name {number}", look="red coat")
    lib.add("ghost", name="Yet Unmade")
    lib.add("anna", "ch_anna", account="main", name="Anna Zorn")
    lib.looks.add("mia", "uniform", episodes="4-6", remote_id="ch_u", account="home")
    lib.looks.add("mia", "rain", remote_id="ch_r", account="home")
    lib.aliases.add("tom", "zed")
    lib.projects.add("noir")
    with open_library(home, project="noir") as other:
        other.add("vera", "ch_v", account="home")
    return lib


@pytest.fixture
def tab(open_tab: Callable[..., Tab], cast: Library) -> Tab:
    """The scene, with an empty draft and the focus in the prompt."""
    del cast
    return scene(open_tab(viewport=WIDE))


def scene(tab: Tab) -> Tab:
    """Go to the scene, and into the prompt."""
    tab.press("g", "s")
    tab.see(".form[data-account=home]")
    tab.press("/")
    tab.see("#prompt:focus")
    return tab


def typed(tab: Tab, text: str) -> None:
    """Type a text, key by key where the keyboard has them."""
    for char in text:
        tab.page.keyboard.type(char) if char.isascii() else tab.page.keyboard.insert_text(char)


def offered(tab: Tab, first: str) -> list[str]:
    """What the list offers, once it begins with something."""
    tab.see(f".mentions li:first-child b:text-is('{first}')")
    texts: list[str] = tab.page.locator(".mentions li b").all_inner_texts()
    return texts


def written(tab: Tab) -> str:
    """The prompt as it stands."""
    text: str = tab.page.input_value("#prompt")
    return text


# -- completion


def test_a_handle_is_completed_by_keys(tab: Tab) -> None:
    """The list names the field that it belongs to; arrows walk around it, Enter takes."""
    typed(tab, "Rain. @mi")
    assert offered(tab, "@mia") == ["@mia", "@miguel"]
    prompt = tab.see("#prompt[aria-expanded=true]")
    assert prompt.get_attribute("aria-activedescendant") == "mention-0"
    assert tab.page.get_attribute("#mention-0", "aria-selected") == "true"
    tab.press("ArrowUp")
    assert prompt.get_attribute("aria-activedescendant") == "mention-1"
    tab.press("ArrowDown", "Enter")
    assert written(tab) == "Rain. @mia "
    assert prompt.get_attribute("aria-expanded") == "false"
    typed(tab, ", then @mig")
    offered(tab, "@miguel")
    tab.press("Tab")
    assert written(tab) == "Rain. @mia, then @miguel "
    tab.press("Control+z")
    assert written(tab) == "Rain. @mia, then @mig"
    assert tab.complaints == []


@pytest.mark.parametrize(
    ("text", "first", "result"),
    [
        ("你好@林", "@林小雨", "你好@林小雨"),
        ("你好@mi", "@mia", "你好@mia"),
        ("مرحبا @لي", "@ليلى", "مرحبا @ليلى "),
        ("镜头3\uff20to", "@tom", "镜头3\uff20tom "),
        ("run @ze", "@zed", "run @zed "),
        ("run @mia+un", "@mia+uniform", "run @mia+uniform "),
        ("run @noir/", "@noir/vera", "run @noir/vera "),
        ("run @tom@mi", "@mia", "run @tom@mia "),
        ("run @[zor", "@anna", "run @anna "),
    ],
    ids=["han", "after-han", "arabic", "full-width", "alias", "look", "project", "joined", "name"],
)
def test_it_opens_where_a_mention_may_stand(tab: Tab, text: str, first: str, result: str) -> None:
    """In any script and right behind it, after an alias, for looks, other projects and names."""
    typed(tab, text)
    offered(tab, first)
    tab.press("Enter")
    assert written(tab) == result


def test_a_project_goes_on_to_its_people(tab: Tab) -> None:
    """What is chosen is not the end yet."""
    typed(tab, "@no")
    assert "@noir/" in offered(tab, "@noir/")
    tab.press("Enter")
    assert offered(tab, "@noir/vera") == ["@noir/vera"]
    tab.press("Enter")
    assert written(tab) == "@noir/vera "


def test_it_stays_shut_where_none_may_stand(tab: Tab) -> None:
    """In an address, after @@, after Escape; Enter is then a new line, and Shift+Tab goes back."""
    typed(tab, "me@mi")
    tab.see(".form .rendered:has-text('me@mi')")
    assert tab.page.locator(".mentions li").count() == 0
    typed(tab, " @@mi")
    tab.see(".form .rendered:has-text('me@mi @mi')")
    assert tab.page.is_hidden(".mentions")
    typed(tab, " @mi")
    offered(tab, "@mia")
    tab.press("Escape")
    assert tab.page.is_hidden(".mentions")
    tab.press("Enter")
    assert written(tab).endswith("@mi\n")
    typed(tab, "@mi")
    offered(tab, "@mia")
    tab.press("Shift+Tab")
    assert written(tab).endswith("@mi\n@mi")
    assert tab.page.evaluate("document.activeElement.id") != "prompt"


def test_input_methods_are_left_alone(tab: Tab) -> None:
    """While a word is composed the list is shut and takes no key; it opens with the word."""
    keyboard = tab.context.new_cdp_session(tab.page)
    compose = {"text": "@mi", "selectionStart": 3, "selectionEnd": 3}
    keyboard.send("Input.imeSetComposition", compose)
    tab.see(".composer .twin:has-text('@mi')")
    assert tab.page.is_hidden(".mentions")
    keyboard.send("Input.insertText", {"text": "@mi"})
    offered(tab, "@mia")


def test_the_list_stays_in_the_window(open_tab: Callable[..., Tab], cast: Library) -> None:
    """On a phone, at the end of a line and at the foot of the window; a click takes too."""
    del cast
    tab = scene(open_tab(viewport={"width": 360, "height": 480}))
    typed(tab, "a long line before it @m")
    offered(tab, "@mia")
    box = tab.page.locator(".mentions").bounding_box()
    assert 0 <= box["x"] <= 360 - box["width"]
    assert 0 <= box["y"] <= 480 - box["height"]
    tab.page.click(".mentions li:nth-child(2)")
    assert written(tab) == "a long line before it @miguel "
    tab.see("#prompt:focus")


# -- problems and what helps


def test_a_problem_is_underlined_and_mended(tab: Tab) -> None:
    """By a click, or by a key; what is only half typed is no problem yet."""
    typed(tab, "😀 @tmo and @mai+unifrom walk ")
    tab.see(".twin .error:text-is('@tmo')")
    tab.see("#prompt[aria-invalid=true]")
    tab.page.click(".problems .fix:text-is('Write @tom')")
    tab.see(".twin .mention:text-is('@tom')")
    assert written(tab).startswith("😀 @tom and ")
    tab.press("Control+.")
    tab.see(".twin .error:has-text('@mia+unifrom')")
    tab.page.click(".problems .fix:text-is('Write @mia+uniform')")
    tab.see(".meant li:has-text('uniform')")
    assert written(tab) == "😀 @tom and @mia+uniform walk "
    tab.page.wait_for_selector("#prompt[aria-invalid=false]")
    assert tab.page.locator(".problems li").count() == 0


def test_help_that_is_elsewhere_is_a_link(tab: Tab) -> None:
    """A character without an ID is made in the moment."""
    typed(tab, "@ghost walks")
    tab.see(".problems li:has-text('has no binding yet') a[href='#/moment']")
    assert tab.page.is_disabled(".draft .main")


def test_the_episode_decides_the_look(tab: Tab) -> None:
    """Below the prompt it is seen which one is meant, and what each account calls it."""
    typed(tab, "@mia walks")
    tab.see(".meant li:has-text('main look')")
    tab.see("[data-account=home] mark:text-is('@ch_0')")
    tab.page.fill("[name=episode]", "5")
    tab.see(".meant li:has-text('uniform · Episodes 4-6')")
    tab.see("[data-account=home] mark:text-is('@ch_u')")


def test_every_account_side_by_side(tab: Tab, cast: Library) -> None:
    """Its form with IDs and request, or what is wrong there; and what it costs."""
    typed(tab, "@mia walks")
    tab.see("[data-account=home] .with li:has-text('ch_0')")
    tab.see("[data-account=main] .problem:has-text('@mia is bound at home, not at main')")
    tab.page.click("[data-account=home] summary")
    assert '"prompt": "@ch_0 walks"' in tab.see("[data-account=home] pre").inner_text()
    tab.page.fill("#prompt", "@anna walks")
    tab.see("[data-account=main] .price:has-text('USD')")
    cast.accounts.edit("main", budget="0.01 USD/day")
    tab.see("[data-account=main] .problem:has-text('would refuse')")


def test_wishes_are_those_that_the_account_takes(tab: Tab) -> None:
    """And what another account does not take is told in its own words."""
    typed(tab, "a dog")
    tab.see("[data-ask=seconds] input[placeholder*='25 (8)']")
    assert tab.page.locator("[data-ask=ratio]").count() == 0
    tab.page.select_option("[data-ask=resolution] select", "480p")
    tab.see("[data-account=main] .problem:has-text('not 480p')")
    tab.page.click("[data-account=home] pre, [data-account=home] summary")
    assert '"resolution": "480p"' in tab.see("[data-account=home] pre").inner_text()
    tab.page.fill("[data-ask=seconds] input", "99")
    tab.see("[data-account=home] .problem:has-text('1 to 25')")
    assert tab.page.is_disabled(".draft .main")


# -- sending


def test_a_film_is_made_after_its_price_was_asked(tab: Tab, cast: Library, sandbox: Server) -> None:
    """Ctrl+Enter from the prompt; Escape sends nothing; the takes are one click away."""
    typed(tab, "@mia walks")
    tab.page.fill("[name=episode]", "5")
    tab.page.fill("[name=scene]", "3a")
    tab.page.fill("[name=takes]", "2")
    tab.see(".draft .main:not([disabled]):has-text('Film 2')")
    tab.page.focus("#prompt")
    tab.press("Control+Enter")
    assert "Film 2 takes at home?" in tab.see("dialog.ask").inner_text()
    assert "Price: about 1.6 USD." in tab.page.inner_text("dialog.ask")
    tab.press("Escape")
    tab.page.wait_for_selector("dialog", state="detached")
    assert sandbox.ledger.received == 0
    tab.see(".draft .main:not([disabled])")
    tab.press("Control+Enter")
    tab.see("dialog.ask .main:focus")
    tab.press("Enter")
    tab.see(".jobs li[data-state=done]:has-text('Filmed 2 takes')")
    tab.see(".jobs a[href='#/takes?episode=5&scene=3a']")
    takes = cast.takes.list()
    assert [(each.episode, each.scene, each.take) for each in takes] == [(5, "3a", 2), (5, "3a", 1)]
    assert tab.complaints == []


def test_several_accounts_and_what_a_budget_refuses(tab: Tab, cast: Library) -> None:
    """A budget says no before anything is asked; all chosen accounts must be able to film it."""
    cast.accounts.edit("home", budget="1 calls")
    typed(tab, "a dog")
    tab.page.fill("[name=takes]", "2")
    tab.see("[data-account=home] .problem:has-text('would refuse 2 calls')")
    tab.page.click(".draft .main:not([disabled])")
    tab.see("#state:has-text('would refuse 2 calls')")
    assert tab.page.locator("dialog").count() == 0
    cast.accounts.edit("home", budget="none")
    tab.page.check("[data-account=main] input")
    tab.page.click(".draft .main:not([disabled])")
    assert "Film 4 takes" in tab.see("dialog.ask").inner_text()
    tab.press("Escape")
    tab.page.fill("#prompt", "@mia walks")
    tab.see("[data-account=main] .problem")
    tab.see(".draft .main[disabled]")


def test_a_table_is_pasted_sent_mended_and_resumed(
    tab: Tab, cast: Library, sandbox: Server
) -> None:
    """A wrong row is left out and stays; what is filmed is not filmed again."""
    tab.page.click("button:text-is('Table')")
    tab.page.evaluate(PASTE, TABLE)
    tab.see(".scenes tr[data-wrong]:nth-child(2):has-text(\"invalid seconds 'long'\")")
    assert tab.page.locator(".scenes tbody tr").count() == 3
    tab.page.click(".draft .main:has-text('Film 3')")
    text = tab.see("dialog.ask").inner_text()
    assert "Film 3 takes at home?" in text
    assert "1 row with a problem will be left out." in text
    tab.see("dialog.ask .main:focus")
    tab.press("Enter")
    tab.see(".jobs li[data-state=done]:has-text('Filmed 3 takes')")
    tab.see(".scenes tr:nth-child(1) .verdict:has-text('Filmed')")
    tab.see(".draft .main[disabled]")
    tab.page.fill(".scenes tr:nth-child(2) [data-name=seconds]", "4")
    tab.page.fill(".scenes tr:nth-child(1) [data-name=takes]", "3")
    tab.see(".scenes tr:nth-child(1) .verdict:has-text('1 of 3 left')")
    tab.page.click(".draft .main:has-text('Film 2')")
    tab.see("dialog.ask .main:focus")
    tab.press("Enter")
    tab.see(".jobs li[data-state=done]:has-text('Filmed 2 takes')")
    scenes = sorted((each.scene, each.take) for each in cast.takes.list())
    assert scenes == [("4", 1), ("4", 2), ("4", 3), ("5", 1), ("6", 1)]
    assert cast.takes.list("scene:5")[0].params["seconds"] == 4
    del sandbox
    assert tab.complaints == []


def test_a_file_is_dropped_and_rows_are_edited(tab: Tab, tmp_path: Path) -> None:
    """Anywhere in the view; Enter goes down a column and adds a row; a button takes one away."""
    del tmp_path
    tab.page.evaluate("""() => {
        const dataTransfer = new DataTransfer();
        const lines = '{"prompt":"@mia runs","scene":"1","seed":7}\\n{"prompt":"@tom","scene":2}';
        dataTransfer.items.add(new File([lines], "scenes.jsonl"));
        document.querySelector(".composing").dispatchEvent(
            new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }""")
    tab.see(".scenes tbody tr:nth-child(2)")
    assert tab.page.input_value(".scenes tr:nth-child(1) [data-name=seed]") == "7"
    tab.page.focus(".scenes tr:nth-child(2) [data-name=prompt]")
    tab.press("Enter")
    tab.see(".scenes tr:nth-child(3) [data-name=prompt]:focus")
    tab.page.fill(".scenes tr:nth-child(3) [data-name=scene]", "9")
    tab.see(".scenes tr[data-wrong]:nth-child(3):has-text('There is no prompt')")
    tab.page.focus(".scenes tr:nth-child(3) [data-name=prompt]")
    typed(tab, "nobody here @nixx")
    tab.see(".scenes tr[data-wrong]:nth-child(3):has-text('@nixx')")
    tab.page.click("[aria-label='Remove row 1']")
    tab.see(".scenes tr[data-wrong]:nth-child(2)")
    assert tab.page.input_value(".scenes tr:nth-child(1) [data-name=prompt]") == "@tom"


# -- drafts


def test_drafts_are_kept(tab: Tab) -> None:
    """Over a reload, several of them, and a deleted one comes back."""
    typed(tab, "@mia walks")
    tab.page.fill("[name=episode]", "5")
    tab.page.fill("[name=scene]", "3a")
    tab.page.click("button:text-is('New')")
    typed(tab, "@tom runs")
    tab.page.reload()
    tab.see("[data-account=home] mark:text-is('@ch_1')")
    assert written(tab) == "@tom runs"
    drafts = tab.page.locator("[aria-label=Drafts] option").all_inner_texts()
    assert drafts == ["Episode 5 — @tom runs", "Episode 5 · Scene 3a — @mia walks"]
    tab.page.select_option("[aria-label=Drafts]", label=drafts[1])
    assert written(tab) == "@mia walks"
    assert tab.page.input_value("[name=scene]") == "3a"
    tab.page.click("button:text-is('Delete')")
    assert written(tab) == "@tom runs"
    tab.page.click(".toast button:text-is('Undo')")
    assert written(tab) == "@mia walks"
    tab.page.evaluate("location.hash = '#/scene?episode=5&scene=3a'")
    tab.see("[data-account=home] mark:text-is('@ch_u')")
    assert written(tab) == "@mia walks"


def test_two_tabs_do_not_overwrite_each_other(tab: Tab) -> None:
    """One follows the other; one that had not heard of it goes on as a copy, and says so."""
    typed(tab, "one")
    other = tab.context.new_page()
    other.goto(tab.page.url)
    other.wait_for_selector(".twin:has-text('one')")
    other.fill("#prompt", "one two")
    tab.see(".twin:has-text('one two')")
    tab.page.evaluate("""() => {
        window.addEventListener("storage", (event) => event.stopImmediatePropagation(), true);
    }""")
    deaf = tab.page.evaluate("""() => {
        const key = Object.keys(localStorage).find((each) => each.startsWith("charlib-scene:"));
        const draft = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({ ...draft, rev: "other", text: "three" }));
        return key;
    }""")
    tab.page.fill("#prompt", "mine")
    tab.see(".toast:has-text('Yours goes on as a copy')")
    texts = """() => Object.keys(localStorage).filter((each) => each.startsWith("charlib-scene:"))
        .map((each) => JSON.parse(localStorage.getItem(each)).text).sort()"""
    assert tab.page.evaluate(texts) == ["mine", "three"]
    assert deaf


# -- what must not happen


def test_text_is_text(tab: Tab, cast: Library, home: Path) -> None:
    """In prompts, names, problems, requests, cells and drafts."""
    cast.edit("mia", name=HOSTILE)
    tab.page.fill("#prompt", f"{HOSTILE} @mia @{'x' * 20}\u202e\x07")
    tab.see(".problems li")
    tab.page.fill("#prompt", f"{HOSTILE} @mi")
    tab.page.focus("#prompt")
    tab.press("End", "Backspace")
    typed(tab, "i")
    assert HOSTILE in tab.see(".mentions li:first-child").inner_text()
    tab.press("Enter")
    assert HOSTILE in tab.see("[data-account=home] .rendered").inner_text()
    tab.page.click("button:text-is('Table')")
    tab.page.evaluate(PASTE, f"prompt,scene\n{HOSTILE},{HOSTILE}\n")
    assert "img" in tab.see(".scenes tr[data-wrong] .verdict").inner_text()
    assert tab.page.locator("main img[src='x'], main script").count() == 0
    assert tab.complaints == []
    assert str(home) not in tab.page.content()


@pytest.mark.parametrize("rule", ["read_only", "no_spend"])
def test_rules_of_the_studio(browser: Any, cast: Library, home: Path, rule: str) -> None:
    """Nothing can be sent, and it says why; prompts are checked and priced as ever."""
    del cast
    with running(home=home, **{rule: True}) as studio:
        tab = scene(Tab(browser, studio.gate.url))
        typed(tab, "@mia walks")
        tab.see("[data-account=home] mark")
        assert tab.page.is_hidden(".draft .main")
        tab.see("#state:has-text('nothing is sent')")
        tab.press("Control+Enter")
        assert tab.page.locator("dialog").count() == 0
        tab.close()


def test_a_library_without_accounts(open_tab: Callable[..., Tab], studio: run.Studio) -> None:
    """It says what to do first, and complains about nothing."""
    del studio
    tab = open_tab()
    tab.press("g", "s")
    tab.see(".noaccount code")
    tab.page.fill("#prompt", "a dog")
    tab.page.wait_for_selector("[aria-label=Drafts] option:has-text('a dog')", state="attached")
    assert tab.complaints == []


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1600), ("dark", 1280), ("light", 360), ("dark", 360)], ids=str
)
def test_it_fits(
    open_tab: Callable[..., Tab], cast: Library, tmp_path: Path, scheme: str, width: int
) -> None:
    """Nothing is wider than the window, in both of its forms."""
    del cast
    tab = scene(open_tab(viewport={"width": width, "height": 740}, color_scheme=scheme))
    tab.page.fill("#prompt", f"@mia walks with @林小雨 and @nobodyy {'x' * 60}")
    tab.see(".problems li")
    wide = "document.documentElement.scrollWidth"
    assert tab.page.evaluate(wide) == width
    tab.page.screenshot(path=tmp_path / "scene.png")
    tab.page.click("button:text-is('Table')")
    tab.page.evaluate(PASTE, TABLE)
    tab.see(".scenes tr[data-wrong]")
    tab.page.screenshot(path=tmp_path / "table.png")
    assert tab.page.evaluate(wide) == width

"""The page in a real browser: it works under its own rules, and text is never a program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from charlib.library import Library
from charlib.studio import run
from charlib.studio.packing import packed

from .browsing import IS_CI, SHOWN, Tab
from .client import Page

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
LARGEST = 60_000
CONNECTIONS = 6
"""What a browser keeps to one server."""
LONGEST = 400
PAGE = Path(str(resources.files("charlib.studio"))) / "page"
SCRIPTS = sorted(PAGE.rglob("*.js"))
MODULES = {path.relative_to(PAGE).as_posix(): path.read_text("utf-8") for path in SCRIPTS}


def test_the_page_shows_the_cast_and_what_changes(
    open_tab: Callable[..., Tab], lib: Library
) -> None:
    """Its scripts and styles load, nothing is refused by its own rules, and no text runs."""
    lib.add("mia", name=HOSTILE, look=HOSTILE, tags=[])
    tab = open_tab()
    assert tab.page.url.endswith("/") or "#" in tab.page.url  # the token is nowhere to be seen
    assert "token" not in tab.page.url
    assert HOSTILE in tab.see(SHOWN).inner_text()
    tab.page.click(SHOWN)
    assert HOSTILE in tab.see('.card [data-field="look"]').inner_text()
    lib.add("tom")
    tab.see('.cell[data-key="default/tom"]')
    assert tab.complaints == []


def test_nothing_from_elsewhere_runs_in_the_page(browser: Any, studio: run.Studio) -> None:
    """Not a script in the text, not one of another address, not a string that is called."""
    tab = Tab(browser, studio.gate.url)
    tab.page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
        document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = true'>");
    }""")
    assert tab.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in tab.complaints)
    with pytest.raises(Exception, match="Failed to fetch"):
        tab.page.evaluate("fetch('http://127.0.0.1:9/')")
    tab.close()


def test_an_element_takes_no_html(open_tab: Callable[..., Tab]) -> None:
    """What makes elements refuses every way to give it a program."""
    tab = open_tab()
    refused = tab.page.evaluate(
        """async (names) => {
            const { h } = await import("/page/frame/dom.js");
            return names.filter((name) => {
                try { h("p", { [name]: "x" }); return false; } catch { return true; }
            });
        }""",
        ["innerHTML", "outerHTML", "onclick", "style", "srcdoc", "title"],
    )
    assert refused == ["innerHTML", "outerHTML", "onclick", "style", "srcdoc"]


def test_keys_go_to_views(open_tab: Callable[..., Tab]) -> None:
    """`g` and a letter; `?` shows the keys."""
    tab = open_tab()
    for letter, name in (("m", "Moment"), ("s", "Scene"), ("t", "Takes"), ("w", "Work")):
        tab.press("g", letter)
        tab.see(f"main h1:has-text('{name}')")
    tab.press("?")
    assert "Undo your last change" in tab.see("dialog.sheet").inner_text()
    tab.press("Escape", "g", "c")
    tab.see("#query")
    assert tab.page.locator("dialog").count() == 0
    assert tab.complaints == []


def test_a_view_that_was_left_writes_no_address(open_tab: Callable[..., Tab]) -> None:
    """What it was about to write would lead back to it."""
    tab = open_tab()
    written = tab.page.evaluate("""async () => {
        const { noteAddress } = await import("/page/frame/router.js");
        noteAddress("cast", { q: "mia" });
        const before = location.hash;
        location.hash = "#/work";
        noteAddress("cast", { q: "tom" });
        return [before, location.hash];
    }""")
    assert written == ["#/cast?q=mia", "#/work"]
    tab.see('main[data-view="work"]')


def test_one_stream_that_a_hidden_tab_does_not_hold(
    open_tab: Callable[..., Tab], lib: Library
) -> None:
    """It is closed while the tab is hidden, and what was missed is loaded when it is seen."""
    tab = open_tab()
    tab.page.evaluate(HIDE, arg=True)
    lib.add("tom")
    tab.page.evaluate(HIDE, arg=False)
    tab.see('.cell[data-key="default/tom"]')


HIDE = """(hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_more_tabs_than_a_browser_has_connections(
    open_tab: Callable[..., Tab], lib: Library, studio: run.Studio
) -> None:
    """All are told by one stream, which another tab reads when the first is hidden."""
    first = open_tab()
    pages = [first.page, *(first.context.new_page() for _ in range(2 * CONNECTIONS - 1))]
    for page in pages[1:]:
        page.goto(first.page.url)
        page.wait_for_selector("#state:not(:empty)")
    lib.add("tom")
    for page in pages:
        page.wait_for_selector('.cell[data-key="default/tom"]')
    assert studio.desk.hub.clients == 1
    for page in pages[:-1]:
        page.evaluate(HIDE, arg=True)
    lib.add("zoe")
    pages[-1].wait_for_selector('.cell[data-key="default/zoe"]')
    pages[0].evaluate(HIDE, arg=False)
    pages[0].wait_for_selector('.cell[data-key="default/zoe"]')
    assert first.complaints == []


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)], ids=str
)
def test_it_fits(
    open_tab: Callable[..., Tab], lib: Library, tmp_path: Path, scheme: str, width: int
) -> None:
    """In light and dark, on a phone and on a wide screen: nothing is wider than the window."""
    for number in range(30):
        lib.add(f"person_with_a_long_handle_{number}"[:32], name="Name " * 20)
    tab = open_tab(viewport={"width": width, "height": 740}, color_scheme=scheme)
    tab.see(SHOWN)
    wide = "document.documentElement.scrollWidth"
    assert tab.page.evaluate(wide) == width
    tab.page.click(SHOWN)
    tab.see(".card .looks")
    assert tab.page.evaluate(wide) == width
    tab.page.screenshot(path=tmp_path / "cast.png")
    paper = tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(re.findall(r"\d+", paper)[0])
    assert (red < 64) == (scheme == "dark")


def test_all_scripts_are_small(open_tab: Callable[..., Tab]) -> None:
    """They come as one, compressed, and that is all that a browser loads for every view."""
    tab = open_tab()
    for name in ("moment", "scene", "takes", "work"):
        tab.page.evaluate("(name) => { location.hash = `#/${name}`; }", name)
        tab.see(f'main[data-view="{name}"] h1')
    (script,) = tab.page.evaluate("""performance.getEntriesByType("resource")
        .filter(({ name }) => name.endsWith(".js")).map((entry) => entry.toJSON())""")
    assert script["name"].endswith("/page/main.js")
    assert 0 < script["encodedBodySize"] <= LARGEST


def test_modules_are_short_and_checked() -> None:
    """Each by itself; and none of them knows HTML."""
    assert [name for name, text in MODULES.items() if text.count("\n") > LONGEST] == []
    assert [name for name, text in MODULES.items() if "// @ts-check" not in text] == []
    assert [name for name, text in MODULES.items() if "innerHTML" in text] == []


def test_what_is_sent_is_what_is_written() -> None:
    """Node reads both as the same program: its parser knows nothing of ours."""
    texts = [(name, text, packed(text)) for name, text in MODULES.items()]
    assert [name for name, _, sent in texts if packed(sent) != sent] == []
    assert [name for name, _, sent in texts if "@param" in sent or "\n  " in sent] == []
    program = shutil.which("node")
    if program is None:
        assert not IS_CI, "Node is missing"
        pytest.skip("Node is not installed")
    told = subprocess.run(
        [program, "--expose-internals", "--no-warnings", "-e", PARSE],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(told.stdout) == []


PARSE = """
const acorn = require("internal/deps/acorn/acorn/dist/acorn");
const how = { ecmaVersion: "latest", sourceType: "module" };
const bare = (name, value) => (name === "start" || name === "end" ? undefined
    : typeof value === "bigint" || value instanceof RegExp ? String(value) : value);
const read = (text) => JSON.stringify(acorn.parse(text, how), bare);
const given = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const others = given.filter(([, one, other]) => read(one) !== read(other)).map(([name]) => name);
process.stdout.write(JSON.stringify(others));
"""


TOP = re.compile(
    r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+|[\[{][^\]}]*)", re.MULTILINE
)


def test_modules_can_be_sent_as_one(open_tab: Callable[..., Tab]) -> None:
    """They import names alone, and a name at the top of one is in no other, nor the browser's."""
    imports = re.compile(r"^import .*", re.MULTILINE)
    plain = re.compile(r'import \{ [^*{}]+ \} from "\.{1,2}/[\w/]+\.js";')
    lines = [line for text in MODULES.values() for line in imports.findall(text)]
    assert [line for line in lines if not plain.fullmatch(line) or " as " in line] == []
    found = [top for text in MODULES.values() for top in TOP.findall(text)]
    names = [name for top in found for name in re.findall(r"\w+", top)]
    assert sorted(names) == sorted(set(names))
    taken = "(names) => names.filter((name) => name in window)"
    assert open_tab().context.new_page().evaluate(taken, names) == []


def test_scripts_are_sent_once(page: Page) -> None:
    """Compressed, and not again while they are the same."""
    first = page.http.get("/page/main.js")
    assert first.headers["content-encoding"] == "gzip"
    assert "castView" in first.text
    again = page.http.get("/page/main.js", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    plain = page.http.get("/page/main.js", headers={"accept-encoding": "identity"})
    assert plain.text == first.text

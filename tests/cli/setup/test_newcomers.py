"""What a newcomer reads: names with their project, one way to say a thing, hints that fit."""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from charlib.cli.commands.setup.start import topics
from charlib.cli.complete import candidates
from charlib.cli.showing import pages
from charlib.domain.footage.material import Material, Needs
from charlib.domain.footage.medium import Medium
from charlib.errors import InvalidInput
from charlib.hints import argument, call, filled
from charlib.library import Library
from charlib.providers import creation
from charlib.providers.profile import Operation, Way
from charlib.providers.profiles import Profiles
from charlib.sandbox import Settings, running
from tests.cli.shell import BASE, FILM, Shell, refused
from tests.conftest import Cli

PROFILES = Profiles(Path("nowhere")).names()


@pytest.fixture
def two(home_account: Shell) -> Shell:
    """A @mia in the project noir and one in the current project, of the same film."""
    home_account("project", "add", "noir")
    assert (
        home_account("--project", "noir", "create", "mia", "--url", FILM, "--window", "5,7").code
        == 0
    )
    assert home_account("create", "mia", "--url", FILM, "--window", "1,3").code == 0
    return home_account


NAMED = {
    "source show 1": "@noir/mia",
    "edit noir/mia --look red": "@noir/mia changed",
    "rename noir/mia eva": "@noir/eva (also @mia)",
    "window check 5,7 --source 1": "@noir/mia's window 5,7",
    "create tom --url FILM --window 5,8": "@noir/mia's window 5,7",
    "add eva --id char_zoe": "@noir/zoe has this ID at home too",
    "rebind --to home --query project:noir --dry-run": "@noir/mia",
    "verify --query project:noir": "@noir/mia",
    "rm noir/mia": "charlib restore noir/mia",
    "keep noir/mia": "@noir/mia:",
    "resolve noir/mia --resend": "@noir/mia has no unanswered requests",
    "list --everywhere": "@noir/mia",
    "search project:noir": "@noir/mia",
    "prompt @noir/mia --account other": "@noir/mia is bound at home",
    "--project noir prompt @default/mia --account other": "@default/mia is bound at home",
    "--project noir source show 1": "@default/mia",
    "create noir_mia --url FILM --window 5,7": "@noir/mia's window",
}


@pytest.mark.parametrize(("line", "name"), NAMED.items(), ids=NAMED)
def test_a_character_of_another_project_has_its_name(two: Shell, line: str, name: str) -> None:
    """Whatever command tells of it."""
    two("account", "add", "other", "--profile", "sandbox")
    two("account", "use", "home")
    two("--project", "noir", "add", "zoe", "--id", "char_zoe")
    result = two(*line.replace("FILM", FILM).split())
    assert name in result.out + result.err


def test_the_same_handle_elsewhere_is_another_character(two: Shell) -> None:
    """An overlap with the @mia of another project is said; with oneself it is not."""
    assert "overlaps @noir/mia's window 5,7" in two("window", "check", "6,8", "--source", "1").out


def test_tags_have_commas_between_them(cast: Shell) -> None:
    """A tag may have spaces; lists and `show` separate them alike."""
    cast("tag", "add", "blue coat", "mia")
    cast("tag", "nest", "blue coat", "cast of 2")
    assert "blue coat, hero, lead" in cast("list").out
    assert "blue coat, hero, lead" in cast("show", "mia").out
    assert "blue coat;hero;lead" in cast("list", "--format", "csv").out


def test_an_id_at_another_account_is_made_with_rebind(cast: Shell) -> None:
    """`create` says so, with a command that works as it stands."""
    cast("account", "add", "two", "--profile", "sandbox")
    result = cast("create", "mia", "--url", FILM, "--window", "5,8", "--account", "two")
    assert result == refused(
        1,
        "@mia exists already in project default, with an ID at home",
        "For an ID at two too: charlib rebind --to two --query handle:mia",
    )
    plan = cast("rebind", "--to", "two", "--query", "handle:mia", "--dry-run")
    assert plan.out.startswith("@mia\t")
    assert plan.out.count("\n") == 1


def test_a_retired_account_does_not_look_alive(cast: Shell) -> None:
    """Lists, `show` and JSON say it; another account, and one that is used again, are alive."""
    cast("account", "add", "two", "--profile", "sandbox")
    retired = cast("account", "retire", "home")
    assert retired.out == "Marked 2 IDs of home as gone.\n"
    assert "charlib rebind --to two" in retired.err
    lines = cast("account", "list").out.splitlines()
    assert [line.split("\t")[-1] for line in lines] == ["default, retired", ""]
    assert [each["retired"] for each in cast("--json", "account", "list").json] == [True, False]
    assert "status    retired: all its IDs are gone" in cast("account", "show", "home").out
    cast("add", "eva", "--id", "ch_9", "--account", "home")
    assert "retired" not in cast("account", "list").out


def test_show_has_one_line_for_an_account(home_account: Shell, lib: Library) -> None:
    """An attempt that failed before is no news once there is an ID; `--json` keeps it."""
    home_account("add", "mia", "--id", "char_1")
    with lib._session.store.write() as writer:
        (first,) = lib.show("mia").bindings
        writer.jobs.set_states({first.id: "failed"})
        writer._scope.execute("UPDATE binding SET error = 'it was refused'")
        writer.jobs.add_binding(
            lib.show("mia").id, lib.accounts.show("home").id, state="ready", method="added",
            remote_id="char_2", mention="@char_2",
        )  # fmt: skip
    shown = home_account("show", "mia").out
    assert shown.count("at home") == 1
    assert "refused" not in shown
    assert len(home_account("--json", "show", "mia").json["bindings"]) == 2


@pytest.mark.parametrize("topic", topics())
def test_no_page_breaks_or_cuts_anything(topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 80 columns each line of code is whole, and each word of a table is there."""
    monkeypatch.setenv("COLUMNS", "80")
    text, out = topics()[topic], io.StringIO()
    with redirect_stdout(out):
        pages.draw(text)
    drawn = out.getvalue()
    for block in re.findall(r"^```\w*\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        assert [line for line in block.splitlines() if line not in drawn] == []
    assert drawn.count("…") == text.count("…")


@pytest.mark.parametrize("topic", topics())
def test_commands_of_the_manual_fit_a_terminal(topic: str) -> None:
    """What people type is hardly longer than a line."""
    for block in re.findall(r"^```sh\n(.*?)^```$", topics()[topic], re.DOTALL | re.MULTILINE):
        assert [line for line in block.splitlines() if len(line) > 100] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("creat", "charlib create --help"), ("serch", "charlib search --help"),
     ("searchin", "searching"), ("windos", "windows"), ("rebnd", "charlib rebind --help")],
)  # fmt: skip
def test_help_knows_topics_and_commands(cli: Cli, typed: str, meant: str) -> None:
    """A near miss of either is proposed."""
    assert f"Did you mean {meant}?" in cli("help", typed).err


def test_tab_offers_every_profile_once(home: Path) -> None:
    """Without any account; a variant when its profile is complete."""
    line = ["charlib", "account", "add", "x", "--profile"]
    assert candidates(line, "") == [name for name in PROFILES if ":" not in name]
    assert candidates(line, "kling-elements") == ["kling-elements", "kling-elements:legacy"]
    assert candidates(line, "kling-elements:") == ["kling-elements:legacy"]
    assert candidates(line, "klin") == ["kling-elements"]
    assert not home.exists()


def test_titles_tell_profiles_apart() -> None:
    """Each variant has one of its own."""
    catalogue = Profiles(Path("nowhere"))
    titles = [catalogue.summary(name).title for name in PROFILES]
    assert len(set(titles)) == len(titles)


def test_a_variant_without_a_title_has_its_name(cli: Cli, home: Path) -> None:
    """Of a profile of one's own, too."""
    (home / "profiles").mkdir(parents=True)
    (home / "profiles" / "mine.toml").write_text(
        'extends = "plain"\ntitle = "Mine"\n[variants.b]\n[variants.c]\ntitle = "See"\n'
    )
    out = cli("profile", "list").out
    assert "mine:b\tlive\tMine (variant b)\n" in out
    assert "mine:c\tlive\tSee\n" in out


def test_history_says_what_python_did(
    lib: Library, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And `undo` says what it took back."""
    monkeypatch.setattr(sys, "argv", ["/x/cast.py"])
    lib.projects.add("noir")
    lib.close()
    assert "python cast.py" in cli("history").out
    assert cli("undo").out == "undone: python cast.py: project noir added\n"


def test_a_problem_of_two_ways_is_said_once() -> None:
    """What is wrong with a medium is said together, and the same text once."""
    clip = Medium(path="a.mp4", width=100, height=100, duration_ms=1000)
    way = Way(Needs(of="clip", takes=("url",), min_px=300))
    operation = Operation(None, None, ways={"a": way, "b": way})  # type: ignore[arg-type] # only its ways are used
    with pytest.raises(InvalidInput) as refused_:
        creation.choose(operation, Material(clip=clip), now=0)
    assert str(refused_.value).endswith(
        "rules: the clip: it has no public URL, or its URL has expired, and it is 100x100;"
        " each side needs at least 300 pixels"
    )


def test_a_hint_is_filled_with_what_is_known() -> None:
    """Placeholders become values, in words and in options."""
    hint = filled(call("account edit", "NAME", upload_s3="s3://BUCKET"), NAME="kling")
    assert hint == call("account edit", "kling", upload_s3="s3://BUCKET")
    assert filled(call("keep", query="NAME"), NAME="x") == call("keep", query="x")
    assert argument("url", "URL") == argument("url", "URL")


def test_lint_gives_a_hint_once(cast: Shell) -> None:
    """Two findings with one remedy name it at the end."""
    result = cast("prompt", "@nobody meets @zed", "--lint")
    assert (result.out + result.err).count("charlib list") == 1


def test_a_task_without_an_id_is_named_by_its_number(home_account: Shell, lib: Library) -> None:
    """Nothing is ever called task:None."""
    home_account("task", "add", "video_1")
    with lib._session.store.write() as writer:
        writer._scope.execute("UPDATE task SET remote_id = NULL, state = 'failed'")
    result = home_account("create", "mia", "--task", "1", "--window", "auto")
    assert result == refused(
        1, "task 1 has no ID at its provider (failed), and so no film yet", "charlib task show 1"
    )


@pytest.mark.parametrize(
    "words",
    ["source picture TMP/mia.mp4", "window picture 5,8 --source TMP/mia.mp4", "keep mia",
     "generate street --wait", "gallery -o TMP/cast.html", "backup"],
)  # fmt: skip
def test_what_was_just_made_is_private(home_account: Shell, films: Path, words: str) -> None:
    """Every folder of the library, whichever command makes it; so doctor finds nothing."""
    os.link(films / "mia.mp4", home_account.folder / "mia.mp4")
    assert home_account("create", "mia", "--url", FILM, "--window", "5,8").code == 0
    assert home_account(*words.split()).code == 0
    home = Path(os.environ["CHARLIB_HOME"])
    folders = [home, *(path for path in home.rglob("*") if path.is_dir())]
    assert [path for path in folders if path.stat().st_mode & 0o077] == []
    assert home_account("doctor").code == 0


def test_a_list_of_nothing_says_so(home_account: Shell) -> None:
    """On stderr; stdout stays empty, and JSON is an empty list."""
    for words in (("task", "list"), ("source", "list"), ("search", "--saved")):
        result = home_account(*words)
        assert (result.code, result.out) == (0, "")
        assert result.err.startswith("No ")
        assert home_account("--json", *words).json == []


def test_a_hint_about_another_project_works_there(two: Shell) -> None:
    """Who lives in another project is named, and the command that is printed finds them."""
    two("account", "add", "other", "--profile", "sandbox")
    two("rename", "mia", "eva")
    two("alias", "rm", "mia")
    unbound = two("prompt", "@noir/mia", "--account", "other")
    (command,) = re.findall("try: charlib (.+)", unbound.err)

    assert "@noir/mia" in two(*shlex.split(command), "--dry-run").out
    assert "Did you mean @noir/mia?" in two("show", "mia").err


def test_an_empty_project_says_where_the_characters_are(two: Shell) -> None:
    """After an import or a restore on another machine, for example."""
    two("project", "add", "empty")
    listed = two("--project", "empty", "list").err
    rebound = two("--project", "empty", "rebind", "--to", "home").err
    (command,) = re.findall("try: charlib (.+)", rebound)

    assert listed == "No characters found. In other projects: 2, with --everywhere\n"
    assert "Characters are in: default, noir" in rebound
    assert two("--project", "empty", *shlex.split(command), "--dry-run").out


MOVED = {
    "export all.jsonl --project noir": "charlib --project noir export all.jsonl",
    "list --json": "charlib --json list",
    "search coat --project=noir --trash": "charlib --project=noir search coat --trash",
    "show mia --home": "charlib --home VALUE show mia",
    "show mia --bogus": "charlib show --help",
}


@pytest.mark.parametrize(("line", "hint"), MOVED.items(), ids=MOVED)
def test_a_misplaced_option_is_put_into_its_place(cli: Cli, line: str, hint: str) -> None:
    """The hint is the command that was meant."""
    assert cli(*line.split()).err.endswith(f"  try: {hint}\n")


@pytest.fixture
def at_vidu(
    cli: Cli, films: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    """A film of the account `home` that is large enough for the account `vidu`, as task 1."""
    monkeypatch.setenv("SPARE_KEY", "sandbox-key")
    monkeypatch.setenv("CHARLIB_KEEP", "0")
    with running(Settings(files=films, polls=0, film_height=130)) as server:
        shell = Shell(cli, server, tmp_path)
        where = ("--base-url", f"{server.url}/vidu/ent/v2", "--key-env", "SPARE_KEY")
        assert shell("account", "add", "home", "--profile", "sandbox", "--base-url", BASE).code == 0
        assert shell("account", "add", "vidu", "--profile", "vidu-subjects", *where).code == 0
        assert shell("generate", "a street", "--wait", "--param", "duration=3").code == 0
        assert shell("account", "use", "vidu").code == 0
        yield shell


def test_a_task_is_its_film_where_a_provider_takes_media(at_vidu: Shell) -> None:
    """Vidu knows no tasks of others and cuts nothing: the film of the task is cut here."""
    batch = at_vidu.write("cast.csv", "handle,task,window", 'tom,1,"1,3"', 'eva,9,"1,3"')

    assert at_vidu("create", "mia", "--task", "1", "--window", "1,3").code == 0
    several = at_vidu("create", "--from", batch)
    assert (several.out.splitlines()[0].split("\t")[1:3], several.code) == (["@tom", "ready"], 4)
    assert "row 2: @eva: no task 9" in several.err
    backwards = at_vidu("create", "zoe", "--source", "1", "--window", "3,1")
    assert "its start must come before its end" in backwards.err


def test_rejected_rows_are_run_again_as_the_hint_says(cast: Shell) -> None:
    """The hint names the file that they are in."""
    file = cast.write("cast.csv", "handle,url,window", f'mia,{FILM},"1,3"', f'a b,{FILM},"1,3"')
    rejects = str(Path(file).with_name("bad.csv"))
    err = cast("create", "--from", file, "--rejects", rejects).err

    assert err.endswith("bad.csv    # after you have corrected the rows in it\n")
    assert "charlib create --from" in err


REFUSED = {
    "source add .": "is a folder, not a video",
    "profile try none.toml": "none.toml cannot be read: No such file or directory\n",
    "tag add a,b mia": "In a table, put ; between tags",
}


@pytest.mark.parametrize(("line", "why"), REFUSED.items(), ids=REFUSED)
def test_a_refusal_says_what_it_is(cast: Shell, line: str, why: str) -> None:
    """In the words of somebody who did it."""
    assert why in cast(*line.split()).err


def test_a_server_that_is_not_started_is_named(cli: Cli) -> None:
    """Whoever forgot the simulator reads what to start, and `sync` says what waits for it."""
    base = "http://127.0.0.1:1/async/sora/v1"  # nobody listens on this port
    assert cli("account", "add", "home", "--profile", "sandbox", "--base-url", base).code == 0
    words = ("--url", "http://127.0.0.1:1/files/clip.mp4", "--window", "5,8")
    result = cli("create", "mia", *words)

    assert result.code == 3
    assert "cannot reach 127.0.0.1:1: Connection refused\n" in result.err
    assert "start the server of this machine, or check the base URL" in result.err
    assert cli("sync").err == "1 creation has failed. To send again: charlib sync --retry\n"


def test_a_file_for_the_simulator_has_its_address(cli: Cli, films: Path) -> None:
    """Also where the account leaves the address to its profile."""
    assert cli("account", "add", "home", "--profile", "sandbox").code == 0
    result = cli("create", "mia", "--source", str(films / "mia.mp4"), "--window", "5,8")
    assert "--url http://127.0.0.1:8787/files/mia.mp4\n" in result.err


@pytest.mark.parametrize(
    ("word", "page"), [("look", "looks"), ("take", "takes"), ("create", "creating")]
)
def test_a_command_is_no_topic_but_may_have_a_page(cli: Cli, word: str, page: str) -> None:
    """Both are offered: the options of the command, and the page about it."""
    hint = f"charlib {word} --help    # or: charlib help {page}"
    assert cli("help", word).err.endswith(f"  try: {hint}\n")
    assert cli("help", page).code == 0

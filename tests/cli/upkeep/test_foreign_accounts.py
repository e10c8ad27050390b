"""Accounts of other libraries: an import binds nothing to an account of mine that is another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Shell

KLING = "http://127.0.0.1:9/kling"
SORA = "http://127.0.0.1:9/sora"


@pytest.fixture
def theirs(shell: Shell) -> str:
    """An export of a library whose account `home` is at a sandbox, with @mia bound there."""
    away = ("--home", "TMP/away")
    shell(*away, "account", "add", "home", "--profile", "sandbox", "--base-url", SORA)
    shell(*away, "add", "mia", "--id", "char_theirs", "--tag", "hero")
    assert shell(*away, "export", "TMP/theirs.jsonl").code == 0
    return "TMP/theirs.jsonl"


def accounts(shell: Shell) -> dict[str, Any]:
    """The accounts of the library by name."""
    return {each["name"]: each for each in shell("--json", "account", "list").json}


def bindings(shell: Shell, handle: str = "mia") -> list[tuple[str, str]]:
    """The accounts and states of a character's bindings."""
    shown = shell("--json", "show", handle).json
    return [(each["account"], each["state"]) for each in shown["bindings"]]


def test_an_export_names_accounts_by_uid(shell: Shell, theirs: str) -> None:
    """Each binding has its account's uid, profile and base URL, but no key or its place."""
    (line,) = Path(shell.real(theirs)).read_text("utf-8").splitlines()
    (binding,) = json.loads(line)["bindings"]
    assert binding["account_uid"]
    assert (binding["account"], binding["profile"]) == ("home", "sandbox")
    assert binding["base_url"] == SORA
    assert "KEY" not in line


@pytest.mark.parametrize(
    ("profile", "base"),
    [("kling-elements", KLING), ("sandbox", SORA), ("sandbox", "http://127.0.0.1:9/other")],
)
def test_an_account_of_the_same_name_is_another(
    shell: Shell, theirs: str, profile: str, base: str
) -> None:
    """Whatever is alike, only the uid makes it the same: the ids go to an account of their own."""
    shell("account", "add", "home", "--profile", profile, "--base-url", base)

    result = shell("--json", "import", theirs)

    assert result.json["accounts"] == {"home": "home-2"}
    assert "account home-2 is new here for its account home" in result.err
    assert bindings(shell) == [("home-2", "ready")]
    assert accounts(shell)["home-2"]["foreign"]
    assert shell("prompt", "@mia runs").code == 2, "the default account does not know @mia"
    assert "char_theirs" in shell("prompt", "@mia runs", "--account", "home-2").out


def test_the_same_account_is_recognised_under_any_name(shell: Shell, theirs: str) -> None:
    """A second import, and an export that comes back, find the account by its uid."""
    shell("account", "add", "home", "--profile", "sandbox")
    shell("import", theirs)
    shell("export", "TMP/again.jsonl")

    assert shell("import", theirs, "--update").out == "0 added, 0 updated, 1 unchanged\n"
    assert shell("import", "TMP/again.jsonl", "--update").out.startswith("0 added, 0 updated")
    assert sorted(accounts(shell)) == ["home", "home-2"]


def test_a_foreign_account_is_never_the_default_and_sends_nothing(
    shell: Shell, theirs: str
) -> None:
    """Even alone it is not chosen; it has no key until somebody says where it is."""
    shell("import", theirs)

    alone = shell("prompt", "@mia runs")
    assert (alone.code, "no account of this library yet; of others: home" in alone.err) == (1, True)
    assert shell("account", "use", "home").code == 1
    sent = shell("generate", "@mia runs", "--account", "home")
    assert (sent.code, "its key is not known here" in sent.err) == (2, True)

    shell("account", "edit", "home", "--key-env", "CHARLIB_SANDBOX_KEY")
    assert accounts(shell)["home"]["default"]
    assert not accounts(shell)["home"]["foreign"]


def test_undo_takes_back_an_import_with_its_account_and_tags(shell: Shell, theirs: str) -> None:
    """One step takes back characters, account and new tags; redo brings all of them back."""
    shell("account", "add", "home", "--profile", "kling-elements")
    before = [shell(noun, "list").out for noun in ("account", "tag", "project")]
    shell("import", theirs)

    assert shell("undo").code == 0
    assert [shell(noun, "list").out for noun in ("account", "tag", "project")] == before
    assert shell("list").out == ""

    assert shell("redo").code == 0
    assert bindings(shell) == [("home-2", "ready")]
    assert accounts(shell)["home-2"]["foreign"]


def test_a_person_may_say_which_account_it_is(shell: Shell, theirs: str) -> None:
    """With --map-account the ids go to an account of mine, and it is told."""
    shell("account", "add", "mine", "--profile", "sandbox", "--base-url", f"{SORA}/")
    result = shell("import", theirs, "--map-account", "home=mine")
    assert (result.code, "account home of the file is mine here" in result.err) == (0, True)
    assert bindings(shell) == [("mine", "ready")]
    assert list(accounts(shell)) == ["mine"]


@pytest.mark.parametrize(
    ("profile", "base", "mapped", "words"),
    [
        ("kling-elements", SORA, "home=mine", "their profiles differ"),
        ("sandbox", KLING, "home=mine", "their base URLs differ"),
        ("sandbox", SORA, "home=nobody", "no account 'nobody'"),
        ("sandbox", SORA, "other=mine", "the file has no account 'other'"),
        ("sandbox", SORA, "home", "not a pair of accounts"),
    ],
)
def test_a_wrong_map_imports_nothing(
    shell: Shell, theirs: str, profile: str, base: str, mapped: str, words: str
) -> None:
    """Ids are valid at one service only; a mistake in the option leaves the library as it was."""
    shell("account", "add", "mine", "--profile", profile, "--base-url", base)
    result = shell("import", theirs, "--map-account", mapped)
    assert (result.code in {1, 2}, words in result.err) == (True, True), result.err
    assert shell("list").out == ""
    assert list(accounts(shell)) == ["mine"]


@pytest.mark.parametrize(
    ("profile", "base", "expected"),
    [
        ("sandbox", None, "home"),
        ("sandbox", "", "home-2"),
        ("sandbox", SORA, "home"),
        ("kling-elements", None, "home-2"),
    ],
)
def test_an_old_export_decides_by_name_profile_and_address(
    shell: Shell, profile: str, base: str | None, expected: str
) -> None:
    """Without a uid everything that the file says must be equal."""
    shell("account", "add", "home", "--profile", "sandbox", "--base-url", SORA)
    binding = {"account": "home", "profile": profile, "remote_id": "char_1", "state": "ready"}
    binding |= {} if base is None else {"base_url": base}
    file = shell.write("old.jsonl", json.dumps({"handle": "mia", "bindings": [binding]}))
    for _ in range(2):
        assert shell("import", file, "--update").code == 0
    assert bindings(shell) == [(expected, "ready")]
    assert len(accounts(shell)) == (1 if expected == "home" else 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [("account_uid", "a b"), ("account_uid", "x" * 65), ("base_url", "http://u:p@h.example")],
)
def test_a_forged_account_is_refused(shell: Shell, field: str, value: str) -> None:
    """A uid that cannot be one, and an address with a password, stop the import."""
    binding = {"account": "home", "profile": "sandbox", "remote_id": "c", "state": "ready"}
    form = {"handle": "mia", "bindings": [binding | {"base_url": None, field: value}]}
    result = shell("import", shell.write("forged.jsonl", json.dumps(form)))
    assert (result.code, "line 1" in result.err, shell("list").out) == (2, True, "")


def test_a_second_account_changes_no_default(shell: Shell) -> None:
    """The first account stays the default until another is chosen; a removed one hands on."""
    shell("account", "add", "zeta", "--profile", "sandbox")
    shell("account", "add", "alpha", "--profile", "kling-elements")
    assert shell("--json", "prompt", "rain").json["account"] == "zeta"
    shell("account", "use", "alpha")
    assert shell("--json", "prompt", "rain").json["account"] == "alpha"
    shell("account", "remove", "alpha")
    assert shell("--json", "prompt", "rain").json["account"] == "zeta"


def written(shell: Shell, *bindings: dict[str, Any]) -> str:
    """A file by hand: a character for each binding, of one account if not told."""
    base = {"account": "one", "account_uid": "same", "profile": "sandbox", "base_url": SORA}
    rest = {"state": "ready", "remote_id": "char_1"}
    lines = [
        json.dumps({"handle": f"c{n}", "bindings": [{**base, **rest, **binding}]})
        for n, binding in enumerate(bindings, 10)
    ]
    return shell.write("hand.jsonl", "\n".join(lines))


def test_one_uid_is_one_account_whatever_it_is_called(shell: Shell) -> None:
    """Two exports of a library, before and after a change of name and address, make one file."""
    moved = {"account": "two", "base_url": KLING, "remote_id": "char_2"}

    result = shell("--json", "import", written(shell, {}, moved))

    assert result.json["accounts"] == {"one": "one", "two": "one"}
    assert list(accounts(shell)) == ["one"]
    again = shell("import", written(shell, {"base_url": KLING}), "--update")
    assert f"account one was at {KLING} when the file was written, and is at {SORA}" in again.err


@pytest.mark.parametrize("is_known", [False, True])
def test_a_uid_at_two_services_is_refused(shell: Shell, is_known: bool) -> None:  # noqa: FBT001
    """IDs of one service are never those of an account at another, whatever the uid says."""
    other = {"profile": "kling-elements", "account": "two"}
    if is_known:
        assert shell("import", written(shell, {})).code == 0

    result = shell("import", written(shell, {}, other))

    assert (result.code, "has the uid of account one, but its profile" in result.err) == (2, True)
    assert result.err.count("nothing was imported") == 1
    assert len(shell("list").out.splitlines()) == is_known


@pytest.mark.parametrize(
    "binding",
    [
        {"remote_id": "char\x1b[31m"},
        {"remote_id": "  "},
        {"remote_id": "char\u200b1"},
        {"mention": "@a\n@b"},
        {"remote_id": "x" * 1001},
        None,
    ],
    ids=["escape", "blank", "invisible", "line break", "too long", "no object"],
)
def test_an_id_that_cannot_be_seen_is_refused(shell: Shell, binding: Any) -> None:
    """An ID goes into prompts as it is: from a file, and from a person."""
    file = written(shell, binding or {})
    if binding is None:
        file = shell.write("null.jsonl", '{"handle": "mia", "bindings": [null]}')
    assert shell("import", file).code == 2
    if binding and "\x1b" in binding.get("remote_id", ""):
        shell("account", "add", "home", "--profile", "sandbox")
        assert shell("add", "mia", "--id", binding["remote_id"]).code == 2
    assert shell("list").out == ""

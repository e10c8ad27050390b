"""Whatever got no answer is named until it is settled, by the very command that settles it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from charlib.sandbox import Fault
from tests.cli.shell import FILM, Result, Shell

SEE = ("--url", FILM, "--window", "5,8", "--no-keep")


def lose(shell: Shell, *words: str) -> None:
    """Run a command whose request is carried out and whose answer is lost."""
    shell.server.faults.add(Fault("lost_answer", method="POST"))
    assert shell(*words).code == 3


def created(shell: Shell) -> str:
    """A creation."""
    lose(shell, "create", "mia", *SEE)
    return "mia"


def undone(shell: Shell) -> str:
    """A creation that was undone."""
    created(shell)
    assert shell("undo").code == 0
    return "mia"


def trashed(shell: Shell) -> str:
    """A creation whose character was thrown away."""
    created(shell)
    assert shell("rm", "mia").code == 0
    return "mia"


def replaced(shell: Shell) -> str:
    """A creation whose character was thrown away, and another one has its handle."""
    trashed(shell)
    assert shell("create", "mia", *SEE).code == 0
    return "mia"


def elsewhere(shell: Shell) -> str:
    """A creation in a project that is not the current one."""
    assert shell("project", "add", "noir").code == 0
    lose(shell, "--project", "noir", "create", "mia", *SEE)
    return "noir/mia"


def generated(shell: Shell) -> str:
    """A generation."""
    lose(shell, "generate", "a street")
    return "task:1"


UNKNOWN = (created, undone, trashed, replaced, elsewhere, generated)
Lose = Callable[[Shell], str]
each = pytest.mark.parametrize("lost", UNKNOWN)


def commands_of(result: Result) -> list[str]:
    """The command that a hint names, with its alternatives as whole commands."""
    hint = result.err.rpartition("try: ")[2].strip()
    first, _, others = hint.partition("    # or ")
    bare = first.partition(" --adopt")[0]
    return [first, *(f"{bare} {option}" for option in others.split(", or "))]


def run(shell: Shell, command: str) -> Result:
    """Run a command as a hint has it."""
    return shell(*shlex.split(command)[1:])


def id_made(shell: Shell, ref: str) -> str:
    """The id of what the provider made and nobody heard of."""
    ledger = shell.server.ledger
    return ledger.generations[0].id if ref.startswith("task") else "char_of_console"


@each
def test_it_is_named_everywhere_with_what_settles_it(home_account: Shell, lost: Lose) -> None:
    """`sync` and `doctor` name it, and both name the command that settles it."""
    ref = lost(home_account)
    synced, told = home_account("sync"), home_account("doctor")

    wanted = f"charlib resolve {ref} --adopt ID    # or --resend, or --lost"
    assert (synced.code, told.code) == (4, 1)
    assert synced.err.endswith(f"try: {wanted}\n")
    assert wanted in told.out


@each
def test_the_id_is_adopted(home_account: Shell, lost: Lose) -> None:
    """With the id of the console nothing is sent, and nothing is open any more."""
    ref = lost(home_account)
    before = len(home_account.server.ledger.requests)
    made = id_made(home_account, ref)
    (adopt, *_) = commands_of(home_account("sync"))

    settled = run(home_account, adopt.replace("ID", made))

    posts = [each for each in home_account.server.ledger.requests[before:] if each.method == "POST"]
    assert settled.code == 0, settled.err
    assert posts == []
    assert (home_account("sync").code, home_account("doctor").code) == (0, 0)


@each
def test_it_is_lost(home_account: Shell, lost: Lose) -> None:
    """Where the provider made nothing, the request has failed."""
    lost(home_account)
    (_, _, forget) = commands_of(home_account("sync"))

    assert run(home_account, forget).code == 0
    assert (home_account("sync").code, home_account("doctor").code) == (0, 0)


def test_it_is_settled_under_an_alias(home_account: Shell) -> None:
    """Another handle of its character names it as well."""
    created(home_account)
    home_account("alias", "add", "mia", "mimi")
    assert home_account("resolve", "mimi", "--adopt", "char_x").code == 0
    assert home_account("prompt", "@mimi").out == "@char_x\n"


@pytest.mark.parametrize("lost", [created, elsewhere, generated])
def test_it_is_sent_again(home_account: Shell, lost: Lose) -> None:
    """A person may decide to pay twice."""
    lost(home_account)
    (_, resend, _) = commands_of(home_account("sync"))

    assert run(home_account, resend).code == 0
    assert home_account("sync").code == 0


@pytest.mark.parametrize("lost", [undone, trashed])
def test_nothing_is_sent_for_the_trash(home_account: Shell, lost: Lose) -> None:
    """What is to be sent again is restored first."""
    lost(home_account)
    refused = home_account("resolve", "mia", "--resend")

    assert refused.code == 1
    assert "charlib restore mia    # then: charlib resolve mia --resend" in refused.err
    assert home_account("restore", "mia").code == 0
    assert home_account("resolve", "mia", "--resend").code == 0


def test_an_adopted_generation_is_fetched(home_account: Shell) -> None:
    """A5: it is polled to its end, and its film comes."""
    generated(home_account)
    made = id_made(home_account, "task:1")

    settled = home_account("--json", "resolve", "1", "--adopt", made)

    assert (settled.json["state"], settled.json["remote_id"]) == ("done", home_account.tidy(made))
    assert settled.json["output"] == "TMP/home/film_1"


def test_a_mistyped_id_of_a_generation_changes_nothing(home_account: Shell) -> None:
    """An id that the provider does not know is not adopted, and the right one still can be."""
    generated(home_account)

    wrong = home_account("resolve", "task:1", "--adopt", "video_wrong")
    right = home_account("resolve", "task:1", "--adopt", id_made(home_account, "task:1"))

    assert (wrong.code, right.code) == (1, 0)
    assert "video_wrong" in wrong.err


def test_an_id_of_another_task_is_not_adopted(home_account: Shell) -> None:
    """Two tasks do not have one id."""
    generated(home_account)
    made = id_made(home_account, "task:1")
    assert home_account("task", "add", made).code == 0

    taken = home_account("resolve", "task:1", "--adopt", made)

    assert taken.code == 1
    assert "charlib resolve task:1 --lost" in taken.err


def test_a_waiting_person_is_told_how_to_settle(home_account: Shell) -> None:
    """`task wait` cannot poll what has no id, and names the command that gives it one."""
    generated(home_account)
    waited = home_account("task", "wait", "1")

    assert waited.code == 1
    assert "try: charlib resolve task:1 --adopt ID" in waited.err


@dataclass(frozen=True, slots=True)
class Wrong:
    """A command line that settles nothing, and what it says."""

    words: tuple[str, ...]
    code: int
    what: str


WRONG = {
    "nothing said": Wrong(("mia",), 2, "Give one of --adopt ID, --resend and --lost."),
    "too much said": Wrong(("mia", "--lost", "--resend"), 2, "Give one of"),
    "nobody": Wrong(("tom", "--lost"), 1, "no @tom"),
    "a task that is not there": Wrong(("task:7", "--lost"), 1, "task:7 has no unanswered"),
    "a number that is not there": Wrong(("7", "--lost"), 1, "7 has no unanswered"),
    "an upload that is not there": Wrong(("upload:x", "--lost"), 1, "upload:x has no unanswered"),
    "an account that is not there": Wrong(("mia", "--lost", "--account", "x"), 1, "no account"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_settles_nothing_is_refused(home_account: Shell, wrong: Wrong) -> None:
    """Each is told in a sentence, and the request stays as it is."""
    created(home_account)
    refused = home_account("resolve", *wrong.words)

    assert (refused.code, wrong.what in refused.err) == (wrong.code, True), refused.err
    assert home_account("sync").code == 4

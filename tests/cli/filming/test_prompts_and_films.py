"""Prompts and films on the command line: rendered, sent, waited for, and synced."""

from __future__ import annotations

import re

import pytest

from charlib.sandbox import Fault
from tests.cli.shell import FILM, Shell, done, refused

SHORT = ("--param", "duration=1")


@pytest.fixture
def eva(home_account: Shell) -> Shell:
    """The command line of a library with @eva, whom the sandbox knows as char_1."""
    assert home_account("create", "eva", "--url", FILM, "--window", "5,8").code == 0
    return home_account


def test_prompt_is_the_text_that_can_be_pasted(cast: Shell) -> None:
    """The rendered prompt alone is on stdout; what is odd about it is said on stderr."""
    assert cast("prompt", "@mia walks with @tom, me@mia.example") == done(
        "@char_mia walks with @char_tom, me@mia.example\n"
    )
    assert cast("prompt", "a street") == done(
        "a street\n", "warning: the prompt mentions no character\n"
    )


def test_prompt_that_would_not_bind_is_refused(cast: Shell) -> None:
    """Everything that stands against a prompt is told at once, with the nearest handles."""
    cast("account", "add", "other", "--profile", "sora-relay", "--base-url", "http://other.example")
    cast("add", "neo", "--id", "ch_1", "--mention", "neo.moof", "--account", "other")

    assert cast("prompt", "@mai and @neo", "--account", "home") == refused(
        2,
        "the prompt cannot be rendered for home: no character is called @mai; did you mean @mia?;"
        " @neo is bound at other, not at home",
        "charlib list    # a literal @ is written @@",
    )
    assert cast("prompt", "@mia") == done("@char_mia\n"), "the first account stays the default"
    assert cast("prompt", "@neo, stop", "--account", "other") == done("@neo.moof , stop\n")


def test_generate_sends_and_names_the_command_that_waits(eva: Shell) -> None:
    """Without --wait the task is shown as it was taken; waiting for it shows its film."""
    head = "ID         1\nstate      {}\naccount    home\nremote ID  video_1\n"
    sent = "model      sora-2\nasked      duration 1\n"
    sent += "prompt     @eva walks\nsent       @char_1 walks\n"
    cost = "cost       about 0.1 USD\n"
    at = "created    NOW\n"

    assert eva("generate", "@eva walks", *SHORT) == done(
        head.format("queued") + at + sent + cost, "To wait for it: charlib task wait 1\n"
    )
    assert eva("task", "list").out.split("\t")[:2] == ["1", "queued"]
    waited = eva("task", "wait", "1")
    assert waited == done(
        f"{head.format('done')}{at}completed  NOW\n{sent}output     TMP/home/film_1\n{cost}"
    )
    assert eva("task", "show", "video_1").code == 1
    assert eva("task", "show", "1") == waited
    assert eva("task", "list", "--state", "queued") == done(err="No tasks found.\n")
    assert eva("task", "list", "--state", "lost") == refused(
        2,
        "--state must be planned, sending, queued, running, done, failed, rejected or unknown,"
        " not 'lost'.",
        "charlib task list --help",
    )


def test_a_list_of_tasks_names_people_dates_and_films(eva: Shell) -> None:
    """The prompt as it was typed, the minute, and a film whose name says what it is."""
    eva("generate", "@eva walks", *SHORT, "--wait")
    (task,) = eva("--json", "task", "list").json
    assert (task["template"], task["characters"]) == ("@eva walks", [{"handle": "eva", "look": ""}])
    row = eva.cli("task", "list").out.rstrip("\n").split("\t")
    assert row[:2] == ["1", "done"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row[2])
    assert row[4] == "@eva walks"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_eva-walks_[0-9a-f]{8}\.mp4", row[5])
    assert (eva.folder / "home" / "media" / "films" / row[5]).is_file()


def test_generate_with_wait_ends_with_the_film(eva: Shell) -> None:
    """With --wait the one answer has the film's place in it, and no talk."""
    assert eva("generate", "@eva runs", "--wait", *SHORT) == done(
        "ID         1\n"
        "state      done\n"
        "account    home\n"
        "remote ID  video_1\n"
        "created    NOW\n"
        "completed  NOW\n"
        "model      sora-2\n"
        "asked      duration 1\n"
        "prompt     @eva runs\n"
        "sent       @char_1 runs\n"
        "output     TMP/home/film_1\n"
        "cost       about 0.1 USD\n"
    )


def test_what_was_asked_is_shown_as_it_is_typed(eva: Shell) -> None:
    """A switch is on or off; a parameter is JSON. The simulator refuses all three."""
    wishes = ("--param", "audio=true", "--param", 'more={"n": [1]}', "--param", "style=noir")
    assert eva("generate", "@eva walks", *wishes).code == 3

    assert 'asked    audio on, more {"n": [1]}, style noir\n' in eva("task", "show", "1").out


def test_scenarios_are_a_line_each(eva: Shell) -> None:
    """A file of prompts is a film a line, in its order; blank lines are none."""
    file = eva.write("scenes.txt", "@eva runs", "", "  @eva sits  ")

    result = eva("generate", "--scenarios", file, "--wait", *SHORT)

    assert result == done(
        "1\tdone\tvideo_1\tTMP/home/film_1\t\t@eva runs\n"
        "2\tdone\tvideo_2\tTMP/home/film_2\t\t@eva sits\n"
    )
    assert eva("source", "list").out.count("task:video_") == 2


def test_scenario_that_fails_is_named(eva: Shell) -> None:
    """Of several prompts the failed one is told with its reason, and the exit code is 4."""
    eva.server.faults.add(
        Fault("job_fails", method="POST", body_contains="sits", message="nobody may sit")
    )
    file = eva.write("scenes.txt", "@eva sits", "@eva runs")

    result = eva("generate", "--scenarios", file, "--wait", "--jobs", "1", *SHORT)

    assert result == refused(
        4,
        "Sent 1 of 2 prompts; failed: line 1 (task 1).",
        "charlib task show 1",
        out="1\trejected\tvideo_1\t\t\t@eva sits\n2\tdone\tvideo_2\tTMP/home/film_1\t\t@eva runs\n",
        before="warning: line 1: task 1: the provider refused the content of the prompt or of its"
        " film: nobody may sit (moderation_blocked)\n",
    )


def test_a_dry_run_shows_the_request(cast: Shell) -> None:
    """The prompt and the whole request are shown, with what charlib does not know; none is sent."""
    wish = ("generate", "@mia walks", "--dry-run", "--seconds", "3s", "--resolution", "720P")

    assert cast(*wish, "--param", "colour=red") == done(
        "@char_mia walks\n"
        'POST /videos {"model": "sora-2", "duration": 3, "resolution": "720p", "colour": "red",'
        ' "prompt": "@char_mia walks"}\n',
        "warning: charlib does not know the parameter 'colour' of sandbox; it is sent as given\n"
        "1 prompt for account home; about 0.3 USD; nothing was sent.\n",
    )
    (film,) = cast("--json", *wish).json["prompts"]
    assert (film["model"], film["params"]) == ("sora-2", {"seconds": 3, "resolution": "720p"})
    assert film["call"]["body"]["duration"] == 3
    assert cast("task", "list") == done(err="No tasks found.\n")


def test_a_row_asks_for_itself(eva: Shell) -> None:
    """What a row of a table asks goes over the command's, and is in the task."""
    file = eva.write("scenes.csv", "prompt,seconds,resolution", "@eva runs,2,", "@eva sits,,480p")

    eva("generate", "--scenarios", file, "--seconds", "1s")

    tasks = eva("--json", "task", "list").json
    assert [task["params"] for task in tasks] == [
        {"seconds": 1, "resolution": "480p"},
        {"seconds": 2},
    ]
    wrong = eva.write("wrong.csv", "prompt,seconds", "@eva runs,2", "@eva sits,99")
    assert (
        "row 2: sandbox takes 1 to 25 seconds, not 99" in eva("generate", "--scenarios", wrong).err
    )


def test_a_film_is_cancelled_where_the_provider_can(eva: Shell) -> None:
    """The sandbox cancels nothing, and says so; a task that is done is not cancelled."""
    eva("generate", "@eva walks", *SHORT)

    assert eva("task", "cancel", "1") == refused(
        2, "sandbox has no way to cancel a film", "Wait until it is done: charlib task wait 1"
    )
    eva("task", "wait", "1")
    assert eva("task", "cancel", "1") == refused(1, "task 1 is done already", "charlib task list")


def test_an_account_without_a_free_question_says_so(cast: Shell) -> None:
    """`account check` asks nothing that may cost something."""
    assert cast("account", "check", "home") == done(
        "The profile of home has no free question; the key was not tried.\n"
    )


def test_a_dry_run_says_what_it_ignores(cast: Shell) -> None:
    """A profile that only renders takes no wishes, and does not pretend to."""
    cast("account", "add", "paper", "--profile", "plain")
    wished = cast("generate", "a street", "--account", "paper", "--ratio", "9:16", "--dry-run")
    assert "warning: plain only renders prompts: ratio is ignored\n" in wished.err
    assert "ignored" not in cast("generate", "a street", "--account", "paper", "--dry-run").err


def test_generate_refuses_before_it_sends(cast: Shell) -> None:
    """A wish that the provider does not take, a wrong value and no prompt at all send nothing."""
    assert cast("generate", "a street", "--seconds", "40") == refused(
        2,
        "sandbox takes 1 to 25 seconds, not 40",
        "Choose one of those; --param sets any value of the request",
    )
    assert cast("generate", "a street", "--ratio", "9:16") == refused(
        2,
        "sandbox takes no ratio",
        "Leave out --ratio; if the provider has a name for it: --param NAME=VALUE",
    )
    assert cast("generate", "a street", "--seconds", "long") == refused(
        2, "invalid seconds 'long'", "Write it like: --seconds 8"
    )
    assert cast("generate", "a street", "--param", "duration") == refused(
        2, "--param duration has no value.", "--param duration=8"
    )
    assert cast("generate", "a street", "--param", "duration=long").code == 2
    assert cast("generate") == refused(
        2,
        "Give a prompt, or a file of prompts.",
        'charlib generate "@mia walks"    # or --scenarios FILE',
    )
    assert cast("generate", "--scenarios", "TMP/none.txt") == refused(
        1, "no file TMP/none.txt", "Give a text file with one prompt per line"
    )
    assert cast("task", "list") == done(err="No tasks found.\n")


def test_task_made_elsewhere_is_recorded(cast: Shell) -> None:
    """A provider's id is taken without a call; asking after it says when nobody knows it."""
    added = cast("task", "add", "video_x", "--prompt", "a street")
    waited = cast("task", "wait", "video_x")

    assert added == done(
        "ID         1\nstate      unknown\naccount    home\n"
        "remote ID  video_x\ncreated    NOW\nprompt     a street\n"
    )
    assert waited == refused(
        3,
        "task 1 at home: it was made elsewhere, and is not visible to this account",
        "See the ID in the provider's console, or use the account that made it:"
        " charlib account list",
    )
    assert cast("task", "add", "video_x") == refused(
        1, "task video_x is in the library", "charlib task list"
    )
    assert cast("task", "show", "99") == refused(1, "no task 99", "charlib task list")


def test_sync_tells_what_it_did_and_what_is_left(home_account: Shell) -> None:
    """Done jobs are counted on stdout; what nobody knows the end of is named, with exit code 4."""
    see = ("--url", FILM, "--no-wait", "--window")
    home_account("create", "mia", *see, "5,8")
    home_account.server.faults.add(Fault("lost_answer", method="POST"))
    lost = home_account("create", "tom", *see, "1,4")

    result = home_account("sync")

    why = "no complete answer from HOST: Server disconnected without sending a response."
    host = home_account.server.url.removeprefix("http://")
    hint = (
        "It may have done the work. Look in the provider's console, then:"
        " charlib resolve tom --adopt ID"
    )
    assert lost == refused(3, f"@tom at home: {why.replace('HOST', host)}", hint)
    assert result == refused(
        4,
        "0 still open, 1 unknown, 0 failed.",
        "charlib resolve tom --adopt ID    # or --resend, or --lost",
        out="1 ready\n",
        before=f"warning: @tom at home got no answer: {why.replace('HOST', host)[:-1]}."
        " charlib resolve tom --adopt ID    # or --resend, or --lost\n",
    )


def test_sync_with_nothing_to_do_says_so(cast: Shell) -> None:
    """A library in which nothing is open is told in three words."""
    assert cast("sync") == done("Nothing to finish.\n")
    assert cast("sync", "--retry") == done("Nothing to finish.\n")

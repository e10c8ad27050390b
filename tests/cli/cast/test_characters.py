"""Characters on the command line: made, found, changed, thrown away and brought back."""

from __future__ import annotations

import json

import pytest

from tests.cli.shell import BASE, FILM, Result, Shell, done, refused

SEEN = ("--url", FILM, "--window", "5,8")


def test_create_tells_handle_state_and_mention(home_account: Shell) -> None:
    """A character that was made is one line: what to type, how it stands, what a prompt gets."""
    result = home_account("create", "mia", *SEEN, "--tag", "hero", "--name", "Mia Wong")

    assert result == done("@mia  ready  @char_1\n")
    assert home_account("show", "@MIA") == done(
        "handle   @mia\n"
        "project  default\n"
        "name     Mia Wong\n"
        "tags     hero\n"
        "created  NOW\n"
        f"at home  ready @char_1 5,8 of {FILM}\n"
    )


def test_create_without_waiting_says_how_to_go_on(home_account: Shell) -> None:
    """What is not waited for is shown as it stands, and the talk names the command that goes on."""
    created = home_account("create", "eva", *SEEN, "--no-wait")
    shown = home_account("show", "eva")
    synced = home_account("sync")

    assert created == done("@eva  processing\n", "@eva is processing. To continue: charlib sync\n")
    assert shown == done(
        f"handle   @eva\nproject  default\ncreated  NOW\nat home  processing 5,8 of {FILM}\n"
    )
    assert synced == done("1 ready\n")


def test_create_warns_and_goes_on(home_account: Shell) -> None:
    """What is only advice stands on stderr; the character is made."""
    home_account("create", "mia", *SEEN)

    result = home_account(
        "create", "tom", "--url", FILM, "--window", "0.5,5.5", "--account", "home"
    )
    near = home_account("create", "tom", "--url", FILM, "--window", "6,8.5")

    assert result == refused(
        2,
        "window 0.5,5.5 cannot be used at account home: it is 5 s long; the maximum is 3 s",
        "--window 0.5,3.5",
    )
    assert near == done(
        "@tom  ready  @char_2\n",
        "warning: window 6,8.5: it overlaps @mia's window 5,8 of the same source\n",
    )


def test_create_that_is_refused_is_kept_with_its_reason(home_account: Shell) -> None:
    """A video the provider cannot read is two lines and exit 3; the binding remembers why."""
    url = "http://sandbox/files/none.mp4"
    said_so = f"The video at {url} could not be fetched: the server answered 404."
    why = f"the provider cannot read the video: {said_so} (video_unreachable)"
    answer = {"code": "video_unreachable", "message": said_so}

    result = home_account("create", "mia", "--url", url, "--window", "1,3")
    shown = home_account("show", "mia")

    assert result == refused(
        3,
        f"@mia at home: {why}",
        "Its servers must reach the URL without a login, and it must not have expired",
    )
    assert shown == done(
        "handle    @mia\n"
        "project   default\n"
        "created   NOW\n"
        f"at home   failed 1,3 of {url}\n"
        f"  error   {why}\n"
        '  answer  {"task_id":"job_1","status":"failed",'
        f'"error":{json.dumps(answer, separators=(",", ":"))}}}\n'
    )


def test_batch_prints_a_line_a_row(home_account: Shell) -> None:
    """Off a terminal a batch is a line for each row, parted by tabs, and a last word on stderr."""
    file = home_account.write(
        "cast.csv", "handle,url,window,tags", f'ann,{FILM},"1,3",hero;lead', f'ben,{FILM},"5,8",'
    )

    result = home_account("create", "--from", file)

    (first, second) = sorted(result.out.splitlines())
    assert (first[:-1], second[:-1]) == ("1\t@ann\tready\t@char_", "2\t@ben\tready\t@char_")
    assert result == done(f"{first}\n{second}\n", "Created 2 characters.\n")


def test_batch_takes_an_account_and_tags_for_all_rows(home_account: Shell) -> None:
    """`--account` is for the rows that name none, and `--tag` stands beside a row's own tags."""
    home_account("account", "add", "away", "--profile", "sandbox", "--base-url", BASE)
    file = home_account.write(
        "cast.csv",
        "handle,url,window,account,tags",
        f'ann,{FILM},"1,3",,hero',
        f'ben,{FILM},"5,8",home,',
    )

    done_all = home_account("create", "--from", file, "--account", "away", "--tag", "pilot")
    people = [home_account("--json", "show", handle).json for handle in ("ann", "ben")]

    assert done_all.code == 0
    assert [form["bindings"][0]["account"] for form in people] == ["away", "home"]
    assert [form["tags"] for form in people] == [["hero", "pilot"], ["pilot"]]


@pytest.mark.parametrize("option", ["--name", "--look", "--url", "--window"])
def test_batch_refuses_what_is_one_characters_own(home_account: Shell, option: str) -> None:
    """What only one row can mean is refused beside `--from`, and nothing is sent."""
    file = home_account.write("cast.csv", "handle,url,window", f'ann,{FILM},"1,3"')

    result = home_account("create", "--from", file, option, "1,3")

    assert result == refused(
        2,
        "--from takes no HANDLE and no options of a single character.",
        "Put them into the rows; --account and --tag are for all rows",
    )
    assert home_account("list") == done("", "No characters found.\n")


@pytest.mark.parametrize(
    ("option", "value", "code", "what"),
    [
        ("--account", "nope", 1, "no account 'nope'"),
        ("--tag", "a;b", 2, "invalid tag 'a;b': ';' is not allowed"),
    ],
)
def test_batch_tells_once_what_is_wrong_for_all(
    home_account: Shell, option: str, value: str, code: int, what: str
) -> None:
    """An account or tag for all rows that cannot be is one mistake, and not each row's."""
    file = home_account.write("cast.csv", "handle,url,window", f'ann,{FILM},"1,3"')

    result = home_account("create", "--from", file, option, value)

    assert (result.code, result.out) == (code, "")
    assert result.err.startswith(f"error: {what}\n  try: ")


def test_batch_names_its_bad_rows(cast: Shell) -> None:
    """Bad rows are told one by one and named together; the good ones are done, and exit is 4."""
    file = cast.write(
        "cast.jsonl",
        f'{{"handle": "ann", "url": "{FILM}", "window": "1,3"}}',
        f'{{"handle": "mia", "url": "{FILM}", "window": "5,8"}}',
        "no JSON",
        f'{{"handle": "eva", "url": "{FILM}", "window": "9,20"}}',
    )

    result = cast("create", "--from", file)

    assert result == refused(
        4,
        "Created 1 of 4 rows; failed: rows 2, 3, 4.",
        "Fix those rows and run them again",
        out="1\t@ann\tready\t@char_1\n",
        before="warning: row 2: @mia exists already in project default\n"
        "warning: row 3: it is not a JSON object: no JSON\n"
        "warning: row 4: @eva: window 9,20 cannot be used at account home: it is 11 s long; the"
        " maximum is 3 s\n",
    )


def test_batch_row_that_the_provider_refuses_is_kept(home_account: Shell) -> None:
    """A row that failed at the provider is told, and with --json each row has its own document."""
    file = home_account.write(
        "cast.csv",
        "handle,url,window",
        f'ann,{FILM},"1,3"',
        'bob,http://sandbox/files/none.mp4,"1,3"',
    )

    result = home_account("--json", "create", "--from", file)

    assert result.code == 4
    assert [list(row) for row in result.json] == [["row", "handle", "ok", "error", "character"]] * 2
    assert [(row["row"], row["handle"], row["ok"]) for row in result.json] == [
        (1, "ann", True),
        (2, "bob", False),
    ]
    assert [row["character"]["bindings"][0]["state"] for row in result.json] == ["ready", "failed"]


def test_add_keeps_the_mention_that_was_given(home_account: Shell) -> None:
    """An id is catalogued without any call; a mention given with it goes into prompts as it is."""
    plain = home_account("add", "tom", "--id", "char_tom")
    named = home_account("add", "zoe", "--id", "ch_1", "--mention", "zoe.moof")

    assert plain == done("@tom  ready  @char_tom\n")
    assert named == done("@zoe  ready  @zoe.moof\n")


def test_add_gives_one_that_is_here_the_id_of_another_account(home_account: Shell) -> None:
    """Once an account: who has an id there is another, or is there by mistake."""
    home_account("account", "add", "two", "--profile", "sandbox")
    home_account("add", "tom", "--id", "a1", "--account", "home", "--tag", "hero", "--look", "tall")
    order = ("add", "tom", "--id", "b1", "--account", "two", "--name", "Tom", "--tag", "old")

    assert home_account(*order).code == 0
    assert home_account(*order) == refused(1, "@tom exists already", "charlib show tom")
    tom = home_account("--json", "show", "tom").json
    assert [form["remote_id"] for form in tom["bindings"]] == ["a1", "b1"]
    assert (tom["name"], tom["look"], tom["tags"]) == ("Tom", "tall", ["hero", "old"])
    assert "--project noir" in home_account("add", "noir/x", "--id", "c").err


def test_lists_are_lines_parted_by_tabs(cast: Shell) -> None:
    """Off a terminal lists are plain lines, newest first; what was cut off is said on stderr."""
    tom, mia = "@tom\t\thero\thome:ready\n", "@mia\tMia Wong\thero, lead\thome:ready\n"

    assert cast("list") == done(tom + mia)
    assert cast("list", "--limit", "1") == done(tom, "Showing the newest 1. For all: --limit 0\n")
    assert cast("--quiet", "list", "--limit", "1") == done(tom)
    assert cast("search", "tag:hero", "COAT") == done(mia)
    assert cast("search", "tag:hero", "-tag:lead") == done(tom)
    assert cast("search", "dragon") == done("", "No characters match.\n")


def test_a_query_that_cannot_be_read_is_drawn(cast: Shell) -> None:
    """Between the two lines of the error stands the query with carets under the mistake."""
    result = cast("search", "shade:red coat")

    assert (result.code, result.out) == (2, "")
    error, query, carets, remedy = result.err.splitlines()
    assert error.startswith("error: ")
    assert (query, carets) == ("    shade:red coat", "    ^^^^^^")
    assert remedy.startswith("  try: ")


def test_changes_are_one_line_each(cast: Shell) -> None:
    """Edits and renamings say what they did, and what is not there is named with its like."""
    assert cast("edit", "mia", "--look", "a blue coat") == done("@mia changed\n")
    assert cast("rename", "tom", "thomas") == done("@thomas (also @tom)\n")
    assert cast("show", "thomas") == done(
        "handle   @thomas\n"
        "also     @tom\n"
        "project  default\n"
        "tags     hero\n"
        "created  NOW\n"
        "at home  ready @char_tom\n"
    )
    assert cast("rename", "thomas", "mia") == refused(1, "@mia exists already", "charlib show mia")
    assert cast("edit", "mia") == refused(
        2, "nothing to change", "Give one of --name, --look, --notes, --likeness and --consent"
    )
    assert cast("show", "mio") == refused(1, "no @mio in project default", "Did you mean @mia?")


def test_tags_are_counted(cast: Shell) -> None:
    """Tagging says how many it changed; a tag that is renamed to another one becomes that."""
    assert cast("tag", "add", "extra", "mia", "tom") == done("Added tag extra to 2 characters.\n")
    assert cast("tag", "list") == done("extra\t2\t\t\nhero\t2\t\t\nlead\t1\t\t\n")
    assert cast("tag", "rename", "extra", "hero") == done(
        "Merged tag extra into hero (2 characters).\n"
    )
    assert cast("tag", "rename", "lead", "star") == done(
        "Renamed tag lead to star (1 character).\n"
    )
    assert cast("tag", "remove", "hero", "mia") == done("Removed tag hero from 1 character.\n")
    assert cast("tag", "list") == done("hero\t1\t\t\nstar\t1\t\t\n")
    assert cast("tag", "remove", "heros", "mia") == refused(
        1, "no tag 'heros'", "Did you mean hero?"
    )


def test_removed_character_is_in_the_trash(cast: Shell) -> None:
    """Removing is talk, not a result; a used character needs --yes; restoring brings it back."""
    cast("create", "eva", *SEEN)
    cast("generate", "@eva walks", "--param", "duration=1")

    kept = cast("rm", "eva")
    gone = cast("rm", "mia", "tom")
    trash = cast("list", "--trash")

    assert kept == refused(
        1,
        "@eva is used in 1 prompt.",
        "charlib rm eva --yes    # it goes to the trash; the prompts stay",
    )
    assert gone == done("", "In the trash: @mia @tom. To bring back: charlib restore mia tom\n")
    assert trash == done("@mia\tMia Wong\thero, lead\thome:ready\n@tom\t\thero\thome:ready\n")
    assert cast("rm", "eva", "--yes") == done(
        "", "In the trash: @eva. To bring back: charlib restore eva\n"
    )
    assert cast("restore", "mia") == done("Restored @mia\n")
    assert cast("restore", "mia") == refused(
        1, "no @mia in the trash of default", "charlib list --trash"
    )


def test_words_that_are_missing_are_named(shell: Shell) -> None:
    """What a command lacks is told in two lines, with the command that helps."""
    assert shell("create") == refused(
        2, "HANDLE is missing.", "charlib create mia --url URL --window 5,8"
    )
    assert shell("create", "mia", "--url", FILM) == refused(
        2, "--window START,END is missing.", f"charlib create mia --url {FILM} --window 5,8"
    )
    assert shell("create", "mia", *SEEN) == refused(
        1,
        "there is no account yet",
        "charlib account add NAME --profile P    # for the simulator: --profile sandbox",
    )
    assert shell("show") == refused(2, "HANDLE is missing.", "charlib show --help")
    assert shell("lisp").code == 2
    assert shell("--version") == Result(0, "charlib 0.1.0\n", "")
    assert shell("list") == done("", "No characters found.\n")


def test_all_can_be_listed_in_any_form(cast: Shell) -> None:
    """The whole library leaves as JSON Lines or CSV; a project's list is a part of it."""
    cast("project", "add", "noir")
    cast("--project", "noir", "add", "zoe", "--id", "char_zoe")

    lines = cast("list", "--everywhere", "--limit", "0", "--format", "jsonl").out.splitlines()
    searched = cast("search", "--everywhere", "--limit", "0", "--format", "jsonl").out
    table = cast("list", "--format", "csv").out

    assert [json.loads(line)["handle"] for line in lines] == ["zoe", "tom", "mia"]
    assert searched.splitlines() == lines
    assert [line.partition(",")[0] for line in table.splitlines()] == ["handle", "tom", "mia"]
    assert cast("list", "--format", "xml").code == 2


def test_an_empty_search_names_one_that_finds_somebody(cast: Shell) -> None:
    """Words are matched whole; their beginnings, or any of them, may be what was meant."""
    cast("edit", "mia", "--notes", "her yellow raincoat")

    assert cast("search", "yellow", "rain") == done(
        "",
        "No characters match.\n"
        "Words are matched whole. 1 character: charlib search 'yellow* rain*'\n",
    )
    assert cast("search", "yellow", "dragon") == done(
        "",
        "No characters match.\n"
        "Words are matched whole. 1 character: charlib search 'yellow* or dragon*'\n",
    )
    assert cast("search", "dragon", "tag:nobody").err.count("\n") == 2


def test_a_character_needs_no_id(shell: Shell) -> None:
    """At a provider that stores no characters its look and its footage go along with prompts."""
    shell("account", "add", "mm", "--profile", "minimax")
    refusal = shell("create", "mia", "--url", FILM, "--window", "5,8")
    assert "charlib add mia; for its footage: charlib keep mia --source FILE" in refusal.err
    assert "--window 5,8; then charlib prompt" in refusal.err

    added = shell("add", "mia", "--look", "a red coat", "--tag", "hero")
    assert added.out == "@mia\n"
    assert "charlib keep mia --source FILE" in added.err
    assert shell("--json", "show", "mia").json["bindings"] == []
    assert shell("prompt", "@mia walks").out == "mia (a red coat) walks\n"
    assert shell("add", "mia").code == 1
    assert shell("add", "tom", "--account", "mm").code == 2
    assert shell("undo").code == 0
    assert shell("show", "mia").code == 1

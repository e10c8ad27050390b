"""Prompts looked at from all sides: every account's form, what is wrong and where, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import BASE, Shell, done, refused


@pytest.fixture
def desk(shell: Shell) -> Shell:
    """A library with accounts in five dialects, @mia at the relay and @tom and @eva at Kling."""
    for name, profile in {
        "kling": "kling-elements", "legacy": "kling-elements:legacy", "relay": "sora-relay",
        "veo": "veo", "words": "plain", "openai": "openai-videos",
    }.items():  # fmt: skip
        assert shell("account", "add", name, "--profile", profile).code == 0
    look = ("--look", "a red coat", "--name", "Mia")
    shell("add", "mia", "--id", "ch_1", "--mention", "hfsp.moof", "--account", "relay", *look)
    shell("add", "tom", "--id", "9007199254740993", "--account", "kling", "--name", "Tom")
    shell("add", "eva", "--id", "9007199254740995", "--account", "kling")
    return shell


def test_all_shows_every_accounts_form(desk: Shell) -> None:
    """Each account has its line: what it would be sent, or why it cannot be."""
    result = desk("prompt", "@tom walks", "--all")

    lines = dict(line.split("\t") for line in result.out.splitlines())
    assert result.code == 0
    assert list(lines) == ["kling", "legacy", "openai", "relay", "veo", "words"]
    assert lines["kling"] == "@tom walks"
    assert lines["veo"] == lines["words"] == "Tom walks"
    assert "bound at kling, not at legacy" in lines["legacy"]
    assert "veo: @tom is only described" in result.err


def test_all_is_a_list_in_json(desk: Shell) -> None:
    """With --json each account is a rendered prompt, or the problems that stand against it."""
    forms = {form["account"]: form for form in desk("--json", "prompt", "@tom", "--all").json}

    assert forms["kling"]["request"]["contents"] == [
        {"type": "element", "element_id": "9007199254740993", "id": "tom"}
    ]
    assert forms["relay"]["prompt"] is None
    assert forms["relay"]["problems"]


def test_lint_draws_what_is_wrong(desk: Shell) -> None:
    """Each finding stands under the words it is about, and the exit code says that it failed."""
    assert desk("prompt", "@mai meets @mia", "--lint", "-a", "kling") == refused(
        2,
        "The prompt has 2 errors for account kling.",
        "charlib list    # a literal @ is written @@",
        out="@mai meets @mia\n"
        "^^^^\n"
        "error: unknown: no character is called @mai; did you mean @mia?\n"
        "@mai meets @mia\n"
        "           ^^^^\n"
        "error: wrong-account: @mia is bound at relay, not at kling\n"
        "  try: charlib rebind --to kling\n",
    )
    assert desk("prompt", "@tom", "--lint", "-a", "kling") == done(
        err="No problems for account kling.\n"
    )


def test_lint_gives_spans_in_json(desk: Shell) -> None:
    """Spans count characters of the template, in any script."""
    text = "林小雨 sees @nobody and @mia, @mia"
    result = desk("--json", "prompt", text, "--lint", "-a", "kling")

    findings = result.json["findings"]
    assert result.code == 2
    assert result.json["prompt"] is None
    assert [(finding["kind"], finding["text"], finding["severity"]) for finding in findings] == [
        ("unknown", "@nobody", "error"),
        ("wrong-account", "@mia", "error"),
        ("wrong-account", "@mia", "error"),
    ]
    for finding in findings:
        assert text[finding["start"] : finding["end"]] == finding["text"]


def test_a_warning_is_no_error(desk: Shell) -> None:
    """What is only worth knowing is told with its place, and the prompt is rendered."""
    result = desk("--json", "prompt", "@mia walks", "--lint", "-a", "veo")

    (finding,) = result.json["findings"]
    assert result.code == 0
    assert (finding["kind"], finding["severity"]) == ("missing-media", "warning")
    assert result.json["prompt"] == "Mia (a red coat) walks"


def test_a_handle_of_several_projects_is_ambiguous(desk: Shell) -> None:
    """A handle that only other projects have is told with the projects that have it."""
    for project in ("noir", "west"):
        desk("project", "add", project)
        desk("--project", project, "add", "zed", "--id", f"1{project}", "--account", "kling")

    (finding,) = desk("--json", "prompt", "@zed", "--lint", "-a", "kling").json["findings"]

    assert finding["kind"] == "ambiguous"
    assert finding["message"] == "@zed could be @noir/zed or @west/zed"


def test_two_of_one_name_are_ambiguous_where_names_are_all(desk: Shell) -> None:
    """Where people are known by name, two of one name cannot be told apart; three are too many."""
    for n, name in enumerate(("Ann", "ann", "Bob", "Cy"), 1):
        desk("add", f"p{n}", "--id", f"char_{n}", "--account", "openai", "--name", name)

    def kinds(text: str) -> list[str]:
        findings = desk("--json", "prompt", text, "--lint", "-a", "openai").json["findings"]
        return [finding["kind"] for finding in findings]

    assert kinds("@p1 meets @p2") == ["ambiguous"]
    assert kinds("@p1 meets @p3 and @p4") == ["too-many"]
    assert kinds("@p1 meets @p3") == []
    assert desk("prompt", "@p1在跑 with @p3", "-a", "openai").out == (
        'Ann 在跑 with Bob\n{"characters": [{"id": "char_1"}, {"id": "char_3"}]}\n'
    )


def test_two_looks_are_called_differently_where_names_are_only_words(
    desk: Shell, home: Path
) -> None:
    """Where a list of IDs binds, words tell two looks apart; a profile that cannot is refused."""
    (home / "profiles").mkdir(exist_ok=True)
    own = 'extends = "kie"\n[reference]\ntemplate = "{name}"\n'
    (home / "profiles" / "own.toml").write_text(own, "utf-8")
    for name in ("kie", "own"):
        assert desk("account", "add", name, "--profile", name, "--base-url", BASE).code == 0
        assert (
            desk("add", "zoe", "--id", "char_1", "--account", name, "--name", "Zoe Lee").code == 0
        )
        look = ("look", "add", "zoe", "uniform", "--id", "char_2", "--account", name)
        assert desk(*look).code == 0
    text = "@zoe sees @zoe+uniform"
    form = desk("--json", "prompt", text, "-a", "kie").json
    assert form["prompt"] == "zoe sees zoe_uniform"
    assert form["request"] == {"input": {"character_id_list": ["char_1", "char_2"]}}
    assert desk("prompt", "@zoe+uniform sees Zoe", "-a", "kie").out.startswith("Zoe Lee sees Zoe\n")
    (finding,) = desk("--json", "prompt", text, "--lint", "-a", "own").json["findings"]
    assert finding["kind"] == "ambiguous"
    assert finding["message"] == "@zoe+uniform and @zoe are both called 'Zoe Lee' at own"


def test_a_real_person_is_told_where_they_are_refused(desk: Shell) -> None:
    """At a provider that refuses real people, one that is bound is warned about."""
    desk("add", "ann", "--id", "char_1", "--account", "openai", "--name", "Ann")
    desk("edit", "ann", "--likeness", "real")

    (finding,) = desk("--json", "prompt", "@ann", "--lint", "-a", "openai").json["findings"]

    assert (finding["kind"], finding["severity"]) == ("likeness-blocked", "warning")


def test_decompile_gives_handles_back(desk: Shell) -> None:
    """A provider's prompt becomes one with handles; words of nobody are named."""
    assert desk("prompt", "--decompile", "@hfsp.moof , run to me@x.example", "-a", "relay") == done(
        "@mia , run to me@x.example\n"
    )
    assert desk("prompt", "--decompile", "Mia (a red coat) meets Tom", "-a", "words") == done(
        "@mia meets @tom\n"
    )
    assert desk(
        "--json", "prompt", "--decompile", "@old.one and @hfsp.moof", "-a", "relay"
    ).json == {
        "prompt": "@@old.one and @mia",
        "handles": ["mia"],
        "unknown": ["@old.one"],
    }


def test_places_in_a_list_need_the_request(desk: Shell) -> None:
    """Words that count are nobody without what they count, and everybody with it."""
    desk("add", "dan", "--id", "9007199254740997", "--account", "legacy")
    text, request = "<<<element_1>>> runs", '{"element_list": [{"element_id": 9007199254740997}]}'

    assert desk("prompt", "--decompile", text, "-a", "legacy").out == f"{text}\n"
    assert desk("prompt", "--decompile", text, "-a", "legacy", "--request", request) == done(
        "@dan runs\n"
    )


@pytest.mark.parametrize(
    "words", [("--all", "--lint"), ("--all", "-a", "kling"), ("--request", "{}")]
)
def test_ways_to_ask_do_not_mix(desk: Shell, words: tuple[str, ...]) -> None:
    """Options that contradict each other are refused in two lines."""
    assert desk("prompt", "@mia", *words).code == 2

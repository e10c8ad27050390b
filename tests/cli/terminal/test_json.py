"""`--json`: one document on stdout, with exactly the keys that the design fixes."""

from __future__ import annotations

import pytest

from tests.cli.shell import BASE, FILM, NOW, Shell

CHARACTER = [
    "uid", "handle", "aliases", "name", "project", "look", "tags", "looks", "voice", "bindings",
    "created_at",
    "updated_at",
]  # fmt: skip
BINDING = [
    "account", "account_uid", "profile", "base_url", "look", "remote_id", "mention", "state",
    "method", "source", "window", "created_at", "error",
]  # fmt: skip
TASK = [
    "id", "account", "remote_id", "state", "prompt", "template", "characters", "model",
    "params", "output", "episode", "scene", "take", "rating", "picked", "note", "cost", "check",
    "created_at", "completed_at", "error",
]  # fmt: skip
PROMPT = ["account", "profile", "template", "prompt", "request", "characters", "warnings"]
SHORT = ("--param", "duration=1")
MIA = {
    "uid": "UID",
    "handle": "mia",
    "name": "Mia Wong",
    "project": "default",
    "look": "a red coat",
    "tags": ["hero", "lead"],
    "aliases": [],
    "looks": [{"name": "", "description": "a red coat", "episodes": "", "kept": []}],
    "bindings": [
        {
            "account": "home",
            "account_uid": "UID",
            "profile": "sandbox",
            "base_url": BASE,
            "look": "",
            "remote_id": "char_1",
            "mention": "@char_1",
            "state": "ready",
            "method": "url",
            "source": FILM,
            "window": "5,8",
            "created_at": NOW,
            "error": None,
        }
    ],
    "voice": None,
    "created_at": NOW,
    "updated_at": NOW,
}


@pytest.fixture
def mia(home_account: Shell) -> Shell:
    """The command line of a library with @mia, made at the sandbox."""
    result = home_account(
        "--json", "create", "mia", "--url", FILM, "--window", " 5, 8 ",
        "--name", "Mia Wong", "--look", "a red coat", "--tag", "lead", "--tag", "hero",
    )  # fmt: skip
    assert (result.code, result.err) == (0, "")
    assert result.json == MIA
    return home_account


def test_character_is_the_same_wherever_it_is_printed(mia: Shell) -> None:
    """Create, show, list, search, rm and restore print one form, with its keys in one order."""
    shown = mia("--json", "show", "mia")
    removed = mia("--json", "rm", "mia")

    assert list(shown.json) == CHARACTER
    assert [list(form) for form in shown.json["bindings"]] == [BINDING]
    assert shown.json == MIA
    assert removed.json == [MIA]
    assert mia("--json", "list", "--trash").json == [MIA]
    assert mia("--json", "restore", "mia").json == MIA
    assert mia("--json", "list").json == [MIA]
    assert mia("--json", "search", "coat").json == [MIA]
    assert mia("--json", "search", "dragon").json == []
    bare = {**MIA, "look": "bare", "looks": [{**MIA["looks"][0], "description": "bare"}]}
    assert mia("--json", "edit", "mia", "--look", "bare").json == bare
    assert mia("--json", "rename", "mia", "maya").json == {
        **bare,
        "handle": "maya",
        "aliases": ["mia"],
    }


def test_prompt_has_what_must_accompany_it(mia: Shell) -> None:
    """A rendered prompt names its account and each character's id; its warnings are inside."""
    result = mia("--json", "prompt", "@mia runs")

    assert list(result.json) == PROMPT
    assert result.json == {
        "account": "home",
        "profile": "sandbox",
        "template": "@mia runs",
        "prompt": "@char_1 runs",
        "request": {},
        "characters": [{"handle": "mia", "look": "", "remote_id": "char_1", "mention": "@char_1"}],
        "warnings": [],
    }
    plain = mia("--json", "prompt", "a street")
    assert (plain.json["warnings"], plain.err) == (["the prompt mentions no character"], "")


def test_task_is_the_same_wherever_it_is_printed(mia: Shell) -> None:
    """Generate, task show, wait and list print one form, with its keys in one order."""
    sent = mia("--json", "generate", "@mia runs", *SHORT).json
    done = mia("--json", "task", "wait", "1").json

    assert list(sent) == list(done) == TASK
    assert sent == {
        "id": 1,
        "account": "home",
        "remote_id": "video_1",
        "state": "queued",
        "prompt": "@char_1 runs",
        "template": "@mia runs",
        "characters": [{"handle": "mia", "look": ""}],
        "model": "sora-2",
        "params": {"duration": 1},
        "output": None,
        "episode": None,
        "scene": "",
        "take": None,
        "rating": None,
        "picked": False,
        "note": "",
        "cost": {"amount": 0.1, "unit": "USD", "is_estimate": True},
        "check": [],
        "created_at": NOW,
        "completed_at": None,
        "error": None,
    }
    assert done == {**sent, "state": "done", "output": "TMP/home/film_1", "completed_at": NOW}
    assert mia("--json", "task", "show", "1").json == done
    assert mia("--json", "task", "list").json == [done]
    added = mia("--json", "task", "add", "video_x").json
    assert added == {**sent, "id": 2, "remote_id": "video_x", "state": "unknown", "cost": None} | {
        "prompt": "",
        "template": "",
        "characters": [],
        "model": "",
        "params": {},
    }


def test_scenarios_are_an_array_of_tasks(mia: Shell) -> None:
    """Several prompts are several tasks in their order."""
    file = mia.write("scenes.txt", "@mia runs", "@mia sits")

    tasks = mia("--json", "generate", "--scenarios", file, *SHORT).json

    assert [list(form) for form in tasks] == [TASK, TASK]
    assert [form["prompt"] for form in tasks] == ["@char_1 runs", "@char_1 sits"]


def test_sync_counts_and_names(mia: Shell) -> None:
    """What a sync did, what is open and what is unknown are three parts of one document."""
    mia("create", "tom", "--url", FILM, "--window", "1,3", "--no-wait")

    assert mia("--json", "sync").json == {
        "states": {"ready": 1},
        "open": [],
        "failed": [],
        "unknown": [],
    }
    assert mia("--json", "sync").json == {
        "states": {},
        "open": [],
        "failed": [],
        "unknown": [],
    }


def test_other_nouns_are_documents_too(mia: Shell) -> None:
    """Windows, sources, projects, accounts, tags and profiles are printed as JSON as well."""
    source = mia("--json", "source", "show", "1").json
    window = mia("--json", "window", "check", "5,7", "--source", "1").json
    overlap = {"text": "it overlaps @mia's window 5,8 of the same source", "hard": False}
    account = mia("--json", "account", "show", "home").json
    project = mia("--json", "project", "show").json

    assert source["windows"] == [{"handle": "mia", "window": "5,8"}]
    assert (source["kind"], source["ref"], source["created_at"]) == ("url", FILM, NOW)
    assert mia("--json", "source", "list").json == [
        {key: value for key, value in source.items() if key not in {"windows", "saved"}}
    ]
    assert window == {"window": "5,7", "ok": True, "problems": [overlap]}
    team = {"team_budget": account.pop("team_budget"), "team_left": account.pop("team_left")}
    assert team == dict.fromkeys(team)  # a list does not ask the others of a shared cast
    assert mia("--json", "account", "list").json == [account]
    assert (account["name"], account["profile"]) == ("home", "sandbox")
    assert mia("--json", "project", "list").json == [project]
    assert (project["slug"], project["characters"], project["current"]) == ("default", 1, True)
    assert mia("--json", "tag", "list").json == [
        {"tag": "hero", "characters": 1, "parents": [], "aliases": []},
        {"tag": "lead", "characters": 1, "parents": [], "aliases": []},
    ]
    profiles = mia("--json", "profile", "list").json
    assert len(profiles) >= 20
    keys = ["name", "title", "status", "verified_on", "sources", "doubts"]
    assert all(list(form) == keys for form in profiles)


def test_a_refusal_is_one_document(mia: Shell) -> None:
    """An error is the document; a window that is refused is the result that was asked for."""
    lost = mia("--json", "show", "nobody")
    window = mia("--json", "window", "check", "1,9")

    error = {
        "kind": "not-found",
        "message": "no @nobody in project default",
        "hint": "charlib list",
    }
    assert (lost.code, lost.json) == (1, {"error": error})
    assert lost.err == "error: no @nobody in project default\n  try: charlib list\n"
    assert window.code == 2
    assert window.json == {
        "window": "1,9",
        "ok": False,
        "problems": [{"text": "it is 8 s long; the maximum is 3 s", "hard": True}],
    }


@pytest.mark.parametrize(
    "words",
    [
        ("account", "remove", "spare"),
        ("account", "use", "spare"),
        ("tag", "add", "star", "mia"),
        ("tag", "rename", "hero", "star"),
        ("tag", "remove", "hero", "mia"),
        ("project", "add", "noir"),
        ("project", "use", "default"),
        ("export", "TMP/all.jsonl"),
    ],
    ids=" ".join,
)
def test_every_change_prints_one_document(mia: Shell, words: tuple[str, ...]) -> None:
    """With --json a command that succeeds prints one document, whatever it is about."""
    mia("account", "add", "spare", "--profile", "sandbox")

    result = mia("--json", *words)

    assert result.code == 0
    assert isinstance(result.json, dict)

"""Generating: the exact request, the task, the film that is fetched, and what is cut from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.servers.dialects import DIALECTS, SORA_SYNC, Answer, Dialect, as_json
from tests.acceptance.servers.expect import UTC_TIME, Cli, binding, done, refused
from tests.acceptance.servers.strict_servers import VIDEO

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Join

TASK = frozenset(
    {"id", "account", "remote_id", "state", "prompt", "model", "output"}
    | {"created_at", "completed_at", "error"}
)
every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.profile)


def films(home: Path) -> list[Path]:
    """Find the result film's bytes among all the library's files."""
    size = len(VIDEO)
    files = (path for path in home.rglob("*") if path.is_file() and path.stat().st_size == size)
    return [path for path in files if path.read_bytes() == VIDEO]


def catalogue(run: Cli, dialect: Dialect) -> str:
    """Add a known character as the dialect knows it, and give what a prompt must call it."""
    if "username" not in dialect.created:
        done(run("add", "mia", "--id", "char_mia"))
        return "@char_mia"
    done(run("add", "mia", "--id", "ch_mia", "--mention", "hfsp.moof"))
    return "@hfsp.moof"


def generate(run: Cli, *options: str) -> dict[str, Any]:
    """Generate with one known character and give the task."""
    task = done(run("--json", "generate", "@mia runs", "--account", "main", *options)).json
    assert task.keys() >= TASK
    assert isinstance(task, dict)
    return task


@every_dialect
def test_generate_waits_fetches_and_records(
    run: Cli, join: Join, home: Path, dialect: Dialect
) -> None:
    """With --wait the task ends as done, its film is in the library, and it is a source."""
    server = join(dialect)
    mention = catalogue(run, dialect)

    task = generate(run, "--wait")

    assert server.bodies("generate") == [{**dialect.generation, "prompt": f"{mention} runs"}]
    assert (task["account"], task["state"]) == ("main", "done")
    assert not task["error"]
    assert all(UTC_TIME.fullmatch(task[name]) for name in ("created_at", "completed_at"))
    assert task["model"] == dialect.generation["model"]
    assert task["remote_id"] in server.jobs
    assert task["output"]
    assert films(home)
    assert len(done(run("--json", "source", "list")).json) == 1
    assert task in done(run("--json", "task", "list")).json


@every_dialect
def test_character_is_cut_from_a_generated_film(run: Cli, join: Join, dialect: Dialect) -> None:
    """The registered result serves as --source of a new character, as its URL or as its task."""
    server = join(dialect)
    catalogue(run, dialect)
    task = generate(run, "--wait")
    (source,) = done(run("--json", "source", "list")).json

    ref = str(source.get("ref", source.get("id")))
    done(run("create", "tom", "--source", ref, "--window", "1,3"))

    (sent,) = server.bodies("create")
    assert sent.get("from_task", task["remote_id"]) == task["remote_id"]
    assert binding(run, "tom")["state"] == "ready"


def test_task_is_waited_for_later(run: Cli, join: Join, home: Path) -> None:
    """Without --wait the task is still under way; task wait finishes and fetches it."""
    join(SORA_SYNC)
    catalogue(run, SORA_SYNC)

    task = generate(run)
    unfinished = films(home)
    done(run("task", "wait", str(task["id"])))

    assert task["state"] in {"queued", "running"}
    assert unfinished == []
    assert done(run("--json", "task", "show", str(task["id"]))).json["state"] == "done"
    assert films(home)


def test_creation_waits_for_an_unfinished_task(run: Cli, join: Join) -> None:
    """A character of a task that is known to run is asked for only once the film is finished."""
    server = join(SORA_SYNC)
    catalogue(run, SORA_SYNC)
    task = generate(run)

    done(run("create", "tom", "--task", task["remote_id"], "--window", "1,3"))

    assert [body["from_task"] for body in server.bodies("create")] == [task["remote_id"]]
    assert binding(run, "tom")["state"] == "ready"


def test_unknown_status_word_means_keep_polling(run: Cli, join: Join) -> None:
    """A word that no table knows is not taken for a failure."""
    marinating = replace(SORA_SYNC, rendering={"id": "{id}", "status": "marinating"})
    server = join(marinating, pending=1)
    catalogue(run, marinating)

    task = generate(run, "--wait")

    assert task["state"] == "done"
    assert sum(request.route == "generation" for request in server.received) == 2


def test_failed_generation_says_why(run: Cli, join: Join) -> None:
    """A generation that ends badly is exit 3, and its task keeps the provider's reason."""
    server = join(SORA_SYNC)
    server.forced["generation"] = as_json(
        {"status": "failed", "error": {"code": "moderation_blocked", "message": "blocked by us"}}
    )
    catalogue(run, SORA_SYNC)

    refused(run("generate", "@mia runs", "--wait"), 3)

    (task,) = done(run("--json", "task", "list")).json
    assert task["state"] == "rejected"
    assert "blocked by us" in task["error"]


def test_refused_generation_is_recorded(run: Cli, join: Join) -> None:
    """A page of HTML instead of a task is exit 3; nothing is sent a second time."""
    server = join(SORA_SYNC)
    server.forced["generate"] = Answer(b"<html>Bad Gateway</html>", 502, "text/html")

    refused(run("generate", "a street"), 3)

    assert len(server.bodies("generate")) == 1
    (task,) = done(run("--json", "task", "list")).json
    assert task["state"] in {"failed", "unknown"}
    assert task["error"]

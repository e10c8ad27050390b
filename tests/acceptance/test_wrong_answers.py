"""Providers that answer badly: exit 3, two lines, and a binding that says what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.servers.dialects import (
    SORA_ASYNC,
    SORA_RELAY,
    SORA_SYNC,
    Answer,
    Dialect,
    as_json,
    error,
)
from tests.acceptance.servers.expect import CLIP, WINDOW, Cli, binding, refused

if TYPE_CHECKING:
    from .conftest import Join

ANY_END = frozenset({"rejected", "failed", "unknown"})
REJECTED = frozenset({"rejected"})
PAGE = b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
FACE = "Upload may depict a realistic human"


@dataclass(frozen=True)
class Trouble:
    """One bad answer, where it is given, and the states that a binding may end in."""

    name: str
    answer: Answer
    dialect: Dialect = SORA_SYNC
    route: str = "create"
    states: frozenset[str] = ANY_END


TROUBLES = (
    Trouble("html 502", Answer(PAGE, 502, "text/html")),
    Trouble("html 200", Answer(PAGE, 200, "text/html")),
    Trouble("plain text 200", Answer(b"please try again later", 200, "text/plain")),
    Trouble("empty 200", Answer()),
    Trouble("cut json", Answer(b'{"character_id": "char_')),
    Trouble("list", as_json(["char_1"])),
    Trouble("number as body", as_json(5)),
    Trouble("error in a 200", as_json({"error": {"message": "no more credit", "code": 402}})),
    Trouble("code in a 200", as_json({"code": 500, "msg": "temporarily paused"})),
    Trouble("face in a 200", as_json({"error": {"message": FACE}}), states=REJECTED),
    Trouble("face", error(400, FACE, code="sora_content_violation"), states=REJECTED),
    Trouble("null id", as_json({"character_id": None})),
    Trouble("empty id", as_json({"character_id": ""})),
    Trouble("null ids of a relay", as_json({"id": None, "username": None}), SORA_RELAY),
    Trouble("null task", as_json({"task_id": None}), SORA_ASYNC),
    Trouble("401", error(401, "Incorrect API key provided")),
    Trouble("404", error(404, "Video task not found", "from_task")),
    Trouble("task error", as_json({"code": "get_origin_task_failed", "message": "no"}, 500)),
    Trouble("timestamps", error(400, "Invalid timestamps parameter", "timestamps")),
    Trouble("429", Answer(b"{}", 429, headers={"Retry-After": "0"})),
    Trouble("no answer", Answer(hang_up=True)),
    Trouble(
        "failed task",
        as_json({"status": "failed", "error": "no face found"}),
        SORA_ASYNC,
        "creation",
        ANY_END - {"unknown"},
    ),
    Trouble(
        "completed with null id",
        as_json({"status": "completed", "character_id": None}),
        SORA_ASYNC,
        "creation",
    ),
)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_bad_answer_is_named_and_kept(run: Cli, join: Join, trouble: Trouble) -> None:
    """No answer, however odd, gives a traceback or a binding that looks usable."""
    server = join(trouble.dialect)
    server.forced[trouble.route] = trouble.answer

    err = refused(run("create", "mia", "--url", CLIP, *WINDOW), 3)

    bound = binding(run, "mia")
    assert "mia" in err
    assert bound["state"] in trouble.states
    assert bound["error"]
    assert not bound["remote_id"]
    assert server.bodies("create")


def test_unreachable_provider_is_exit_3(run: Cli, join: Join) -> None:
    """A provider whose port is closed could not be reached; the character can be tried again."""
    server = join(SORA_SYNC)
    server.shutdown()
    server.server_close()

    refused(run("create", "mia", "--url", CLIP, *WINDOW), 3)

    assert binding(run, "mia")["state"] in {"failed", "planned"}

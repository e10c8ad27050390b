"""What is gone at a provider, and what was only asked for at a wrong address.

A web page or a router's own "not found" never makes an id `gone`, and never ends a paid task.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from charlib.config import Clock
from charlib.domain.jobs import Job
from charlib.domain.records import Account, Binding, Character
from charlib.errors import ProviderError
from charlib.providers.messages import Reply, Request
from charlib.providers.profile import Operation, Profile
from charlib.sync.inventory.verify import Verifier
from charlib.sync.remote import Remote
from tests.providers.replies.wrapping import CREATING, FILMING, LOADED

ID = "id_7"
PAGE = "<html><head><title>404 Not Found</title></head><body>nginx</body></html>"
ROUTERS = {
    "a web page": PAGE,
    "a page that speaks of a policy": "<title>Blocked by our content policy</title>",
    "plain text": "404 page not found",
    "Express": f"Cannot GET /v1/videos/{ID}",
    "Express in JSON": {"message": f"Cannot GET /v1/videos/{ID}", "statusCode": 404},
    "FastAPI": {"detail": "Not Found"},
    "Fastify": {"message": f"Route GET:/v1/videos/{ID} not found", "error": "Not Found"},
    "Spring": {"status": 404, "error": "Not Found", "path": f"/v1/videos/characters/{ID}"},
    "ASP.NET": {"type": "https://tools.example/rfc9110", "title": "Not Found", "status": 404},
    "new-api": {"error": {"message": f"Invalid URL (GET /v1/videos/characters/{ID})"}},
    "Kong": {"message": "no Route matched with those values"},
    "Azure": {"error": {"code": "404", "message": "Resource not found"}},
    "a relay's models": {"error": {"code": "model_not_found", "message": "no model video-1"}},
    "Chinese": {"code": 404, "msg": "接口不存在"},
    "only a code": {"code": "not_found", "message": "not ready"},
    "an empty body": "",
    "null": "null",
}
OWN = {
    "by its kind": {"error": {"message": "Character not found.", "type": "invalid_request_error"}},
    "by its id": {"error": {"code": "NotFound", "message": f"{ID} does not exist"}},
    "by a code": {"error": {"code": "character_not_found", "message": ""}},
    "Volcengine": {"ResponseMetadata": {"Error": {"Code": "NotFound.AssetId", "Message": "-"}}},
    "deleted": {"code": 404, "message": f"'{ID}' was deleted"},
    "Chinese": {"code": 404, "msg": "角色不存在"},
}
TASKS = {
    "by its kind": {"error": {"message": "Task not found"}},
    "a code": {"code": "task_not_exist", "message": "task_not_exist"},
    "by its id": {"message": f"no such thing: {ID}"},
    "Chinese": {"code": 404, "msg": "任务不存在"},
}


def _polls(operation: Operation | None) -> bool:
    return operation is not None and operation.poll is not None


CHECKING = {name: each for name, each in LOADED.items() if each.verify or each.listing}
LISTED_ONLY = {name for name, each in CHECKING.items() if each.verify is None}
POLLED = {
    **{f"{name} film": (each, "task") for name, each in FILMING.items() if _polls(each.generate)},
    **{f"{name} face": (each, "binding") for name, each in CREATING.items() if _polls(each.create)},
}


class Answering:
    """A client whose provider always gives the same answer."""

    base_url = "https://host.example"

    def __init__(self, body: Any, status: int) -> None:
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        self._reply = Reply(status, "text/html" if text == PAGE else "application/json", text)

    def send(self, _: Request) -> Reply:
        """The answer."""
        return self._reply


def remote_of(profile: Profile, body: Any, status: int) -> Remote:
    """An account of a profile whose provider always answers this."""
    account = Account(1, "home", profile.name, None, None, 0)
    client: Any = Answering(body, status)
    return Remote(account, profile, lambda _: client, Path("/nowhere"), Clock())


class Connected:
    """One account as `verify` sees it."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self.accounts = self

    def named(self, _: str) -> Account:
        """The account."""
        return self._remote.account

    def connect(self, _: Account) -> Remote:
        """Its provider."""
        return self._remote


def asked(profile: Profile, body: Any, status: int) -> tuple[str, str, str]:
    """What `verify` says of a ready id: its state, why it is not known, and what helps."""
    remotes: Any = Connected(remote_of(profile, body, status))
    binding = Binding(1, "home", profile.name, ID, ID, "ready", "url", None, None, None, 0)
    mia = Character(1, "mia", "", "default", "", "", (), (binding,), 0, 0)
    (verified,) = Verifier(remotes).ask([mia], None)
    return verified.state, verified.why, str(verified.hint)


@pytest.mark.parametrize("status", [404, 405, 410])
@pytest.mark.parametrize("name", CHECKING)
def test_a_wrong_address_makes_no_id_gone(name: str, status: int) -> None:
    """What a router answers is not about the id: it could not be checked, and the hint says why."""
    for kind, body in ROUTERS.items():
        state, why, hint = asked(CHECKING[name], body, status)

        assert (state, why[:20]) == ("ready", "could not be checked"), kind
        assert "accounts." in hint or "console" in hint, (kind, hint)
        assert "NAME" not in hint.replace("NEW_NAME", ""), (kind, hint)


@pytest.mark.parametrize("name", sorted(CHECKING.keys() - LISTED_ONLY))
def test_the_providers_own_word_makes_an_id_gone(name: str) -> None:
    """It names the character, or its id."""
    for kind, body in OWN.items():
        assert asked(CHECKING[name], body, 404) == ("gone", "", ""), kind


def polled(name: str, body: Any, status: int) -> str:
    """The state of a job after a poll; `raised` if it is to be polled again."""
    profile, what = POLLED[name]
    operation = profile.generate if what == "task" else profile.create
    plan = {"at": len(operation.before)} if operation else {}
    request = Request("POST", "/x", {}, plan=plan).to_json()
    state = "running" if what == "task" else "processing"
    job = Job(what, 1, "task 1", "home", state, request, ID, None, None, 0)
    try:
        return remote_of(profile, body, status).poll(job).state
    except ProviderError:
        return "raised"


@pytest.mark.parametrize("name", POLLED)
def test_a_wrong_address_ends_no_paid_job(name: str) -> None:
    """A job whose poll meets a page or a router is still open, or tried again."""
    for status in (404, 410, 403, 500):
        for kind, body in ROUTERS.items():
            assert polled(name, body, status) in {"raised", "running", "processing"}, kind


@pytest.mark.parametrize("name", POLLED)
def test_the_providers_own_word_ends_a_job(name: str) -> None:
    """A task that its provider does not know any more has failed."""
    profile, what = POLLED[name]
    poll = (profile.generate if what == "task" else profile.create).poll  # type: ignore[union-attr]
    if poll is not None and 404 not in poll.answer.pending_http:
        assert {kind: polled(name, body, 404) for kind, body in TASKS.items()} == dict.fromkeys(
            TASKS, "failed"
        )

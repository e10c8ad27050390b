"""What costs money over the API: planned, shown, confirmed, done, finished, settled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib.errors import CharlibError
from charlib.library import Library
from charlib.sandbox import Fault, Server

from .client import Page, add_quick, made, running


def test_from_a_film_to_a_film(at_sandbox: Page, sandbox: Server) -> None:
    """A character is created from a clip, mentioned in a prompt, filmed, and the film is played."""
    page = at_sandbox
    given = {"handle": "mia", "window": "5,7", "url": sandbox.file_url("mia.mp4")}
    number = page.post("/api/sources", url=given.pop("url"))["id"]
    character = made(page, "/api/create", **given, source=number, look="red coat")
    assert character["bindings"][0]["state"] == "ready"
    everywhere = page.post("/api/prompts/render", text="@mia walks")["prompts"]
    assert everywhere[0]["prompt"]
    result = made(page, "/api/generate", texts=["@mia walks"])
    (task,) = result["tasks"]
    assert page.file(task["film"]).headers["content-type"] == "video/mp4"
    assert page.get("/api/tasks")["tasks"][0]["state"] == "done"
    film = next(s for s in page.get("/api/sources")["sources"] if s["kind"] == "task")
    assert film["task"] == task["id"]
    second = made(page, "/api/create", handle="tom", window="1,3", source=film["id"])
    assert second["bindings"][0]["state"] == "ready"


def test_nothing_is_sent_without_a_confirmed_plan(at_sandbox: Page, sandbox: Server) -> None:
    """Nor with another number or price than there is."""
    film = at_sandbox.post("/api/sources", url=sandbox.file_url("mia.mp4"))
    body = {"handle": "mia", "window": "5,7", "source": film["id"]}
    plan = at_sandbox.post("/api/create", **body)["plan"]
    assert (plan["account"], plan["count"]) == ("home", 1)
    for confirm in ({}, {"count": 2, "costs": plan["costs"]}, {"count": 1, "costs": [{}]}):
        at_sandbox.error("POST", "/api/create", 409, json=body | {"confirm": confirm})
    assert at_sandbox.get("/api/jobs")["jobs"] == []
    assert sandbox.ledger.received == 0


def test_a_price_is_shown(page: Page, lib: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the profile states it, for all films together."""
    monkeypatch.setenv("KEY", "x")
    lib.accounts.add("main", profile="openai-videos", key_env="KEY", base_url="http://127.0.0.1:9")
    one = page.post("/api/generate", texts=["a dog"], seconds=8)["plan"]
    two = page.post("/api/generate", texts=["a dog", "a cat"], seconds=8)["plan"]
    assert (two["count"], two["costs"][0]["unit"]) == (2, "USD")
    assert two["costs"][0]["amount"] == 2 * one["costs"][0]["amount"] > 0
    assert two["refused"] == []
    lib.accounts.edit("main", budget="1 calls")
    assert (
        "would refuse" in page.post("/api/generate", texts=["a dog", "a cat"])["plan"]["refused"][0]
    )
    assert page.get("/api/accounts")["accounts"][0]["left"] == "1 calls: 0 used, 1 left"


def test_what_went_wrong_is_told_by_the_job(
    at_sandbox: Page, lib: Library, sandbox: Server
) -> None:
    """In the form of an error, with what helps, and no key."""
    lib.accounts.edit("home", base_url="http://127.0.0.1:9/sora/v1", key_env="HOME_KEY")
    film = at_sandbox.post("/api/sources", url=sandbox.file_url("mia.mp4"))
    body = {"handle": "mia", "window": "5,7", "source": film["id"]}
    plan = at_sandbox.post("/api/create", **body)["plan"]
    with at_sandbox.events() as told:
        at_sandbox.post("/api/create", **body, confirm={"count": 1, "costs": plan["costs"]})
        ended = next(e["data"] for e in told if e["data"].get("state") == "failed")
    assert ended["error"]["error"]["message"]
    assert ended["error"]["error"]["hint"]


def test_problems_of_a_prompt_have_places(at_sandbox: Page) -> None:
    """And what helps, in the words of the page."""
    found = at_sandbox.post("/api/prompts/lint", text="@nobody walks")
    (problem,) = found["findings"]
    assert (problem["start"], problem["end"], problem["kind"]) == (0, 7, "unknown")
    at_sandbox.error("POST", "/api/prompts/lint", 404, json={"text": "x", "account": "none"})


def test_open_work_is_finished(at_sandbox: Page, lib: Library) -> None:
    """What another process began."""
    lib.generate("a dog", wait=False)
    result = at_sandbox.done(at_sandbox.post("/api/sync"))
    assert result["states"] == {"done": 1}


def test_what_got_no_answer_is_settled(at_sandbox: Page, lib: Library, sandbox: Server) -> None:
    """By its key: with what the provider shows, as lost, or again, which is confirmed first."""
    del sandbox
    for number in range(3):
        lib.tasks.add(f"video_{number}")
    with lib._session.store.settle() as writer:
        writer._scope.connection.execute("UPDATE task SET remote_id = NULL, request = '{}'")
    requests = at_sandbox.get("/api/unsettled")["requests"]
    assert [each["what"] for each in requests] == ["task"] * 3
    assert [each["cost"] for each in requests] == [None] * 3
    keys = [each["key"] for each in requests]
    at_sandbox.post(f"/api/unsettled/{keys[0]}/lost")
    at_sandbox.error("POST", f"/api/unsettled/{keys[1]}/resend", 409, json={})
    at_sandbox.error("POST", f"/api/unsettled/{keys[0]}/lost", 404, json={})
    assert len(at_sandbox.get("/api/unsettled")["requests"]) == 2


def test_what_may_be_paid_again_has_a_price(
    page: Page, lib: Library, home: Path, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of the request that got no answer; sent again, the job waits for the film."""
    monkeypatch.setenv("KEY", "sandbox-key")
    base = sandbox.bases["openai"]
    add_quick(home)
    lib.accounts.add("main", profile="quick", base_url=base, key_env="KEY")
    sandbox.faults.add(Fault("lost_answer", method="POST", path_contains="/videos"))
    with pytest.raises(CharlibError):
        lib.generate("a dog", seconds=4)
    (request,) = page.get("/api/unsettled")["requests"]
    assert request["cost"] == {"amount": 0.4, "unit": "USD", "is_estimate": True}
    job = page.post(f"/api/unsettled/{request['key']}/resend", confirm=True)
    assert page.done(job)["settled"]["state"] == "done"
    assert page.get("/api/unsettled")["requests"] == []


def test_a_film_is_cancelled_where_the_provider_can(at_sandbox: Page, lib: Library) -> None:
    """The error says that it cannot; a key is tried without a cost, and is in no answer."""
    lib.generate("a dog", wait=False)
    error = at_sandbox.error("POST", "/api/tasks/1/cancel", 400, json={})
    assert "no way to cancel" in error["message"]
    at_sandbox.error("POST", "/api/tasks/9/cancel", 404, json={})
    answer = at_sandbox.post("/api/accounts/home/check")
    assert answer["state"] == "none"
    assert "sandbox-key" not in answer["sentence"]
    at_sandbox.error("POST", "/api/accounts/none/check", 404, json={})


@pytest.fixture
def looking(home: Path, lib: Library) -> Iterator[Page]:
    """A studio that changes nothing."""
    lib.add("mia")
    with running(home=home, read_only=True) as studio, Page(studio) as page:
        yield page


CHANGES = {
    "/api/characters": {"handle": "tom"}, "/api/undo": {}, "/api/sync": {},
    "/api/bulk/trash": {"q": "", "count": 1}, "/api/doctor": {}, "/api/create": {},
    "/api/characters/default/mia/edit": {"look": "x"}, "/api/unsettled/x/resend": {},
    "/api/tasks/1/cancel": {}, "/api/takes/check": {},
}  # fmt: skip


@pytest.mark.parametrize(("path", "given"), CHANGES.items(), ids=CHANGES.keys())
def test_read_only_changes_nothing(looking: Page, path: str, given: dict[str, object]) -> None:
    """Whatever is asked for, before it is read; looking goes on."""
    assert looking.error("POST", path, 403, json=given)["kind"] == "permission"
    assert looking.get("/api/characters")["total"] == 1
    assert looking.get("/api/studio")["read_only"] is True


def test_no_spend_shows_plans_and_carries_out_none(home: Path, lib: Library) -> None:
    """What is free goes on."""
    lib.accounts.add("main", profile="sandbox")
    lib.sources.add("http://127.0.0.1:9/clip.mp4")
    body = {"handle": "mia", "window": "5,7", "source": 1}
    with running(home=home, no_spend=True) as studio, Page(studio) as page:
        plan = page.post("/api/create", **body)["plan"]
        confirm = {"count": 1, "costs": plan["costs"]}
        for path, given in (
            ("/api/create", body | {"confirm": confirm}),
            ("/api/generate", {"texts": ["a dog"], "confirm": confirm}),
            ("/api/sync", {}),
            ("/api/unsettled/x/resend", {"confirm": True}),
        ):
            assert page.error("POST", path, 403, json=given)["kind"] == "permission"
        page.post("/api/characters", handle="tom")
        assert page.get("/api/jobs")["jobs"] == []

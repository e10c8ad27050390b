"""Every fault, against a plain client on a real socket."""

from __future__ import annotations

import json
import time
from email.utils import parsedate_to_datetime

import httpx
import pytest

from charlib.sandbox import Fault

BODY = {"model": "sora-2-character", "timestamps": "5,8"}


@pytest.fixture
def create(post, mia):
    """Create a character by the first tutorial."""
    return lambda: post("sync", "/characters", **BODY, url=mia)


@pytest.fixture
def minted(server):
    """How many characters were minted since the test began."""
    before = server.ledger.minted
    return lambda: server.ledger.minted - before


def test_latency_delays_and_then_answers_well(server, create, minted):
    """The work is done; it only takes longer."""
    create()
    server.faults.add(Fault("latency", seconds=0.2))
    began = time.monotonic()
    assert create().status_code == 200
    assert time.monotonic() - began >= 0.2
    assert minted() == 2


@pytest.mark.parametrize("status", [400, 402, 404, 408, 410, 429, 500, 503])
def test_status_answers_an_error_and_does_nothing(server, create, minted, status):
    """Any status, in the dialects' error shape."""
    server.faults.add(Fault("status", status=status))
    answer = create()
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    assert minted() == 0


def test_status_takes_code_message_and_body(server, create):
    """A money error can be told exactly, and so can any other body."""
    server.faults.add(
        Fault("status", status=429, code="credit_balance_exhausted", message="No credit."),
        Fault("status", status=200, body={"id": "x", "status": "cooking"}),
    )
    error = create().json()["error"]
    assert (error["code"], error["message"]) == ("credit_balance_exhausted", "No credit.")
    assert error["type"] == "insufficient_quota"
    assert create().json() == {"id": "x", "status": "cooking"}


def test_rate_limit_tells_when_to_come_again(server, create, minted):
    """`Retry-After` in seconds, or as an HTTP date that is not too early."""
    server.faults.add(Fault("rate_limit", seconds=7), Fault("rate_limit", seconds=3, as_date=True))
    asked = time.time()
    first, second = create(), create()
    assert (first.status_code, first.headers["retry-after"]) == (429, "7")
    until = parsedate_to_datetime(second.headers["retry-after"]).timestamp()
    assert 3 <= until - asked <= 5
    assert minted() == 0


def test_html_error_is_a_page(server, create):
    """A gateway's page instead of JSON."""
    server.faults.add(Fault("html_error"), Fault("html_error", status=500))
    first, second = create(), create()
    assert (first.status_code, second.status_code) == (502, 500)
    assert first.headers["content-type"].startswith("text/html")
    assert first.text.startswith("<!DOCTYPE html>")


def test_lost_answer_does_the_work_and_says_nothing(server, create, minted):
    """The connection closes without a byte, and yet there is a character."""
    server.faults.add(Fault("lost_answer"))
    with pytest.raises(httpx.RemoteProtocolError):
        create()
    assert minted() == 1


def test_reset_before_does_nothing(server, create, minted):
    """The connection is reset, and there is no character."""
    server.faults.add(Fault("reset_before"))
    with pytest.raises(httpx.ReadError):
        create()
    assert minted() == 0
    assert create().status_code == 200


def test_truncated_json_ends_early(server, create, minted):
    """Half of the body, with a length that says it was all."""
    server.faults.add(Fault("truncated_json"))
    answer = create()
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert minted() == 1


def test_wrong_type_is_a_sentence(server, create, minted):
    """Plain text where JSON was due."""
    server.faults.add(Fault("wrong_type", message="Hello"))
    answer = create()
    assert answer.headers["content-type"].startswith("text/plain")
    assert (answer.status_code, answer.text) == (200, "Hello")
    assert minted() == 1


def test_error_in_200_looks_well_at_first(server, create, minted):
    """Status 200, but the body is an error."""
    server.faults.add(Fault("error_in_200", code="heavy_load", message="Busy."))
    answer = create()
    assert answer.status_code == 200
    assert answer.json()["error"]["code"] == "heavy_load"
    assert minted() == 0


def test_null_id_withholds_the_id(server, create, post, mia, minted):
    """Every ID of the answer is null, in each dialect."""
    server.faults.add(Fault("null_id", times=3))
    assert create().json() == {"character_id": None}
    answer = post("async", "/characters", **BODY, url=mia)
    assert answer.json() == {"task_id": None}
    answer = post("relay", "/sora/v1/characters", url=mia, timestamps="5,8").json()
    assert answer["id"] is None
    assert answer["username"]
    assert minted() >= 2


def test_slow_drip_comes_byte_by_byte(server, client, mia):
    """A whole and correct answer, in as many pieces as it has bytes."""
    server.faults.add(Fault("slow_drip", seconds=0.002))
    with client.stream(
        "POST", server.bases["sync"] + "/characters", json={**BODY, "url": mia}
    ) as answer:
        pieces = list(answer.iter_raw())
    assert len(pieces) > 5
    assert json.loads(b"".join(pieces))["character_id"].startswith("char_")


def test_redirect_leads_to_another_host(server, create, minted):
    """307 with the given location, and nothing done."""
    server.faults.add(Fault("redirect", url="http://127.0.0.2:1/elsewhere"))
    answer = create()
    assert (answer.status_code, answer.headers["location"]) == (307, "http://127.0.0.2:1/elsewhere")
    assert minted() == 0


def test_endless_never_ends(server, client, mia):
    """Megabytes come, no length is told, and a client that leaves is let go."""
    server.faults.add(Fault("endless"))
    with client.stream(
        "POST", server.bases["sync"] + "/characters", json={**BODY, "url": mia}
    ) as answer:
        assert "content-length" not in answer.headers
        received = 0
        for piece in answer.iter_raw():
            received += len(piece)
            if received > 5_000_000:
                break
    assert received > 5_000_000
    assert client.get(server.url).status_code == 200


def test_job_fails_takes_the_job_and_then_fails_it(server, post, poll, mia):
    """A generation is billed and fails, an extraction fails and mints nothing."""
    server.faults.add(Fault("job_fails", times=2))
    minted, billed = server.ledger.minted, server.ledger.billed
    task = post(
        "relay", "/v1/videos", model="sora-2", prompt="rain", seconds="8", size="1280x720"
    ).json()["id"]
    last = poll(f"{server.bases['relay']}/v1/videos/{task}", 3)[-1]
    assert (last["status"], last["error"]["code"]) == ("failed", "moderation_blocked")
    task = post("async", "/characters", **BODY, url=mia).json()["task_id"]
    last = poll(f"{server.bases['async']}/characters/{task}", 3)[-1]
    assert (last["status"], last["error"]["code"]) == ("failed", "moderation_blocked")
    assert (server.ledger.minted, server.ledger.billed) == (minted, billed + 1)


def test_an_error_after_the_work_is_possible_too(server, create, minted):
    """`processed` turns a refusal into a gateway that gave up too early."""
    server.faults.add(Fault("html_error", status=504, processed=True))
    assert create().status_code == 504
    assert minted() == 1


def test_rules_choose_their_calls(server, client, create, post):
    """By method, path and body, after some good calls, for a number of times, oldest first."""
    server.faults.add(
        Fault("status", status=418, method="GET"),
        Fault("status", status=409, path_contains="/async/"),
        Fault("status", status=410, body_contains="5,8", skip=1, times=2),
    )
    assert [create().status_code for _ in range(4)] == [200, 410, 410, 200]
    assert post("async", "/videos").status_code == 409
    assert client.get(server.url).status_code == 418
    assert server.faults.pending == ()


def test_zero_times_is_until_cleared(server, create):
    """A rule for ever, until the rules are cleared."""
    struck = len(server.faults.struck)
    server.faults.add(Fault("status", status=503, times=0))
    assert [create().status_code for _ in range(3)] == [503] * 3
    assert len(server.faults.struck) == struck + 3
    server.faults.clear()
    assert create().status_code == 200


def test_the_ledger_tells_what_was_struck(server, create):
    """Struck calls are recorded as they arrived, with the fault's kind."""
    server.faults.add(Fault("reset_before"))
    with pytest.raises(httpx.ReadError):
        create()
    assert server.ledger.requests[-1].fault == "reset_before"
    assert server.ledger.requests[-1].body["timestamps"] == "5,8"


def test_faults_can_be_ordered_by_http(server, client, create):
    """POST adds one or several, GET tells them, DELETE clears them."""
    desk = f"{server.url}/_sandbox/faults"
    assert client.post(desk, json={"kind": "status", "status": 503}).json() == {"added": 1}
    assert client.post(desk, json=[{"kind": "lost_answer"}, {"kind": "endless"}]).json() == {
        "added": 2
    }
    assert create().status_code == 503
    kinds = [rule["kind"] for rule in client.get(desk).json()["faults"]]
    assert kinds == ["lost_answer", "endless"]
    assert client.delete(desk).json() == {"cleared": True}
    assert create().status_code == 200


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"kind": "meteor"},
        {"kind": "redirect"},
        {"kind": "status", "colour": "red"},
        {"kind": "status", "times": "2"},
        {"kind": "status", "status": 7},
        {"kind": "latency", "seconds": "1"},
        7,
        "x",
    ],
)
def test_an_impossible_fault_is_refused(server, client, rule):
    """400, and no rule is put in force."""
    answer = client.post(f"{server.url}/_sandbox/faults", json=rule)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_fault")
    assert server.faults.pending == ()

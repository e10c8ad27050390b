"""Answers as gateways give them, through the command line: read, kept, and never paid twice."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.servers.dialects import (
    SORA_ASYNC,
    SORA_RELAY,
    SORA_SYNC,
    Answer,
    as_json,
    error,
)
from tests.acceptance.servers.expect import CLIP, WINDOW, Cli, binding, done, refused
from tests.acceptance.servers.strict_servers import VIDEO

if TYPE_CHECKING:
    from .conftest import Join

GENERATE = ("generate", "a cat", "--wait")
CREATED = {"code": "success", "data": {"task_id": "task_1", "status": "SUBMITTED"}}


def task(run: Cli) -> Any:
    """The only task of the library."""
    (only,) = done(run("--json", "task", "list")).json
    return only


def polled(run: Cli, join: Join, document: Any, status: int = 200) -> tuple[Any, Any]:
    """What a generation ends with whose poll is answered like this: the result and the task."""
    server = join(SORA_RELAY)
    answer = document if isinstance(document, Answer) else as_json(document, status)
    server.forced["generation"] = answer
    server.forced["content"] = error(404, "video_not_found")
    result = run(*GENERATE)
    return result, task(run)


FILMS: dict[str, Any] = {
    "B1": {
        "code": "success",
        "message": "",
        "data": {"task_id": "task_1", "status": "SUCCESS", "fail_reason": "", "result_url": "FILM"},
    },
    "B1, shorter": {"code": "success", "data": {"status": "SUCCESS", "url": "FILM"}},
    "B3": {"status": "done", "video": {"url": "FILM"}},
    "C3, relative": {"status": "completed", "video_url": "/out.mp4"},
    "C3, a list": {"status": "completed", "video_url": ["FILM"]},
    "with a space around": {"status": "completed", "video_url": " FILM "},
    "JSON in a text": {"code": 0, "data": '{"status":"completed","url":"FILM"}'},
    "Dashscope": {"output": {"task_status": "SUCCEEDED", "video_url": "FILM"}, "request_id": "r"},
}


@pytest.mark.parametrize("answer", FILMS.values(), ids=FILMS.keys())
def test_a_film_of_a_wrapped_answer_is_fetched(run: Cli, join: Join, answer: Any) -> None:
    """The creation and the poll come in an envelope, and the film is on the disk."""
    server = join(SORA_RELAY)
    server.remember("task_1")
    server.forced["generate"] = as_json(CREATED)
    text = json.dumps(answer).replace("FILM", f"{server.origin}/out.mp4")
    server.forced["generation"] = Answer(text.encode())

    done(run(*GENERATE))

    assert task(run)["state"] == "done"
    assert task(run)["remote_id"] == "task_1"
    media = Path(done(run("--json", "where")).json["media"])
    assert (media.parent / task(run)["output"]).read_bytes() == VIDEO


REFUSALS: dict[str, tuple[Any, int, str, str, str]] = {
    "B5": (
        {
            "status": "completed",
            "done": True,
            "raiMediaFilteredCount": 1,
            "raiMediaFilteredReasons": ["We could not create your video because of our filters"],
        },
        200,
        "rejected",
        "filtered: We could not create your video",
        "Reword the prompt",
    ),
    "B14": (
        {"status": "expired", "error": None},
        200,
        "failed",
        "the task expired at the provider",
        "Generate it again",
    ),
    "B15": (
        {"code": "task_not_exist", "message": "task_not_exist"},
        404,
        "failed",
        "no longer knows the task",
        "Generate it again",
    ),
    "B15 as 400": (
        {"code": "task_not_exist", "message": "task_not_exist"},
        400,
        "failed",
        "no longer knows the task",
        "Generate it again",
    ),
    "rejected while polled": (
        {"error": {"code": "moderation_blocked", "message": "no"}},
        400,
        "rejected",
        "the content of the prompt",
        "Reword the prompt",
    ),
}


@pytest.mark.parametrize("row", REFUSALS.values(), ids=REFUSALS.keys())
def test_a_job_that_is_over_says_why(run: Cli, join: Join, row: Any) -> None:
    """The reason, the state, and a hint for a film; the same hint when it is asked for later."""
    document, status, state, said, hint = row

    result, ended = polled(run, join, document, status)

    err = refused(result, 3)
    assert said in err
    assert hint in err
    assert ended["state"] == state
    assert said in ended["error"]
    assert done(run("sync")).code == 0


OPEN: dict[str, tuple[Any, str]] = {
    "B4": (
        {
            "error": {"message": "Incorrect API key provided", "code": "invalid_api_key"},
            "status": 401,
        },
        "does not accept the key",
    ),
    "B16, null": (Answer(b"null"), "JSON that is not an object"),
    "B16, list": (Answer(b"[]"), "JSON that is not an object"),
}


@pytest.mark.parametrize(("answer", "said"), OPEN.values(), ids=OPEN.keys())
def test_a_poll_that_says_nothing_leaves_the_job_open(
    run: Cli, join: Join, answer: Any, said: str
) -> None:
    """It is told, nothing is sent again, and the next sync asks again."""
    result, ended = polled(run, join, answer)

    assert said in refused(result, 3)
    assert ended["state"] == "queued"


SENT: dict[str, tuple[Answer, str, str, str]] = {
    "B8": (
        error(403, "user quota is not enough", code="insufficient_user_quota"),
        "no credit left",
        "Top up",
        "failed",
    ),
    "B9": (error(403, "no"), "does not allow this", "see the provider's console", "failed"),
    "B9, 401": (error(401, "no"), "does not accept the key", "Check the key", "failed"),
    "B11": (
        Answer(b"<html><title>Just a moment...</title></html>", 403, "text/html"),
        "a web page answered instead of the provider",
        "a network that the page lets through",
        "failed",
    ),
    "B12": (
        error(400, "input text may be sensitive", code="InputTextSensitiveContentDetected"),
        "content of the prompt",
        "Reword the prompt",
        "rejected",
    ),
    "B13": (error(400, "内容审核未通过"), "content of the prompt", "Reword", "rejected"),
    "B13, 500": (error(500, "输入或者输出包含敏感内容"), "of the prompt", "Reword", "rejected"),
    "B17": (
        as_json(
            {"code": "fail", "message": '{"error":{"code":"X","message":"role missing"}}'}, 451
        ),
        "the provider refused, HTTP 451: role missing (X)",
        "charlib task show",
        "failed",
    ),
    "a code alone": (as_json({"code": 7}), "without a message", "charlib resolve", "unknown"),
}


@pytest.mark.parametrize("row", SENT.values(), ids=SENT.keys())
def test_a_refused_generation_says_what_helps(run: Cli, join: Join, row: Any) -> None:
    """Each refusal has its own hint, and the request is sent once."""
    answer, said, hint, state = row
    server = join(SORA_RELAY)
    server.forced["generate"] = answer

    err = refused(run(*GENERATE), 3)

    assert said in err
    assert hint in err
    assert task(run)["state"] == state
    run("sync", "--retry")
    assert len(server.bodies("generate")) == 1


UNKNOWN = {
    "A4, list": b'["char"]',
    "A4, text": b'"char"',
    "A4, number": b"5",
    "null": b"null",
    "A10, spaces": b'{"character_id":"   "}',
    "A10, no UTF-8": b'{"character_id":"char_\xff\xfe"}',
    "A10, control": b'{"character_id":"char_\\u0007"}',
    "a code alone": b'{"code":7,"data":null}',
}


@pytest.mark.parametrize("body", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_an_answer_that_is_not_understood_is_never_sent_again(
    run: Cli, join: Join, body: bytes
) -> None:
    """It may have been paid for: unknown, `resolve` is named, and a retry sends nothing."""
    server = join(SORA_SYNC)
    server.forced["create"] = Answer(body)

    err = refused(run("create", "mia", "--url", CLIP, *WINDOW), 3)

    assert "charlib resolve" in err
    assert "retry" not in err
    assert binding(run, "mia")["state"] == "unknown"
    for words in (("sync",), ("sync", "--retry")):
        run(*words)
    assert len(server.bodies("create")) == 1
    done(run("resolve", "mia", "--adopt", "char_7"))
    assert binding(run, "mia")["remote_id"] == "char_7"


@pytest.mark.parametrize("status", [307, 400, 429, 503, 600])
@pytest.mark.parametrize("word", ["queued", "completed"])
def test_an_error_with_the_id_of_a_job_may_have_been_paid(
    run: Cli, join: Join, status: int, word: str
) -> None:
    """An HTTP status that says no, and a job on its way, contradict each other: unknown."""
    server = join(SORA_RELAY)
    server.forced["generate"] = as_json({"id": "task_1", "status": word}, status)

    assert "charlib resolve" in refused(run(*GENERATE), 3)

    assert task(run)["state"] == "unknown"
    run("sync", "--retry")
    assert len(server.bodies("generate")) == 1


def test_a_byte_order_mark_is_passed_over(run: Cli, join: Join) -> None:
    """B18: the answer after it is read."""
    server = join(SORA_SYNC)
    server.forced["create"] = Answer(b'\xef\xbb\xbf{"character_id":"char_7"}')

    done(run("create", "mia", "--url", CLIP, *WINDOW))

    assert binding(run, "mia")["remote_id"] == "char_7"


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("Failure to pass the risk control system", "another part of the video"),
        ("内容审核未通过", "another part of the video"),
    ],
)
def test_a_rejected_creation_is_final(run: Cli, join: Join, said: str, hint: str) -> None:
    """B7: it is never sent again by itself, and the hint is about the video."""
    server = join(SORA_ASYNC)
    server.forced["creation"] = as_json({"status": "failed", "error": said})

    assert hint in refused(run("create", "mia", "--url", CLIP, *WINDOW), 3)

    assert binding(run, "mia")["state"] == "rejected"
    run("sync", "--retry")
    assert len(server.bodies("create")) == 1


def test_an_account_in_arrears_is_asked_once(run: Cli, join: Join) -> None:
    """B10: no credit is not too many requests."""
    server = join(SORA_SYNC)
    server.forced["create"] = as_json({"code": 1101, "message": "Account in arrears"}, 429)

    err = refused(run("create", "mia", "--url", CLIP, *WINDOW), 3)

    assert "no credit left" in err
    assert len(server.bodies("create")) == 1


def test_a_space_in_a_url_is_quoted(run: Cli, join: Join) -> None:
    """C4: people copy names of files with spaces; providers get a URL."""
    server = join(SORA_SYNC)

    done(run("create", "mia", "--url", "https://clips.example.com/my 视频.mp4", *WINDOW))

    assert server.bodies("create")[0]["url"] == "https://clips.example.com/my%20视频.mp4"
    done(run("source", "show", "https://clips.example.com/my 视频.mp4"))


def test_an_answer_that_is_packed_is_read(run: Cli, join: Join) -> None:
    """H1: one layer is unpacked; more of them may have been paid for."""
    server = join(SORA_SYNC)
    body = gzip.compress(b'{"character_id":"char_7"}')
    server.forced["create"] = Answer(body, headers={"Content-Encoding": "gzip"})
    done(run("create", "mia", "--url", CLIP, *WINDOW))
    bomb = gzip.compress(gzip.compress(bytes(1 << 20)))
    server.forced["create"] = Answer(bomb, headers={"Content-Encoding": "gzip, gzip"})

    refused(run("create", "tom", "--url", CLIP, "--window", "9,12"), 3)

    assert binding(run, "mia")["remote_id"] == "char_7"
    assert binding(run, "tom")["state"] == "unknown"

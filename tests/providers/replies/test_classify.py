"""What errors of providers mean: every documented shape and sentence, and what must not fool it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from charlib.errors import NoAnswer, Refused
from charlib.providers.engine import read_creation, read_poll
from charlib.providers.messages import Reply
from charlib.providers.replies import classify
from charlib.providers.replies.classify import Cause, Rule, cause_of, causes, rules
from tests.providers.saying import PLAIN, making, profile, reply


def refusal(body: object, status: int, toml: str = PLAIN) -> Refused:
    """The error that the answer to a creation is."""
    loaded = profile(toml)
    with pytest.raises(Refused) as caught:
        read_creation(loaded, making(loaded.create), reply(body, status))
    return caught.value


def failure(reason: object) -> Refused:
    """The error that a job which failed for this reason is."""
    loaded = profile()
    answer = reply({"status": "failed", "error": reason})
    with pytest.raises(Refused) as caught:
        read_poll(loaded, making(loaded.create), answer, wants_id=True)
    return caught.value


def official(message: str, code: object = None, kind: str = "invalid_request_error") -> Any:
    """An error in the official envelope."""
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def gateway(message: str, code: object) -> dict[str, object]:
    """An error as the gateways of the new-api family write it."""
    return {"code": code, "message": message, "data": None}


def job_service(message: str, code: int) -> dict[str, object]:
    """An error as the job services write it, most of them inside a 200."""
    return {"code": code, "msg": message, "data": None}


Row = tuple[int, object, str, bool]

BY_STATUS: dict[str, Row] = {
    "400": (400, official("Bad parameter"), "parameters", True),
    "401": (401, official("Incorrect API key provided", "invalid_api_key"), "key", True),
    "401 by token group": (401, gateway("sora2-vip group needed", "access"), "key", True),
    "402": (402, official("Payment required"), "money", True),
    "403 by country": (
        403,
        official("Country not supported", "unsupported_country"),
        "permission",
        True,
    ),
    "403 of the organisation": (
        403,
        official("Your organization must be verified"),
        "permission",
        True,
    ),
    "404 of a path": (404, {"detail": "Not Found"}, "not_found", True),
    "405": (405, {"detail": "Method Not Allowed"}, "not_found", True),
    "410": (410, official("This API has been retired"), "gone", True),
    "422": (422, official("Unprocessable"), "parameters", True),
    "429": (429, official("Slow it", "x", "requests"), "rate", False),
    "500": (500, official("The server had an error", None, "server_error"), "server", False),
    "502": (502, {"message": "Bad gateway"}, "gateway", False),
    "503": (503, official("The engine is overloaded"), "server", False),
    "504": (504, "", "gateway", False),
    "529": (529, official("overloaded"), "server", False),
}

MONEY = (
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "insufficient_quota",
)
BY_CODE: dict[str, Row] = {
    **{f"429 {code}": (429, official("Denied", code), "money", True) for code in MONEY},
    "429 by type": (429, official("Denied", None, "insufficient_quota"), "money", True),
    "403 quota": (403, gateway("user quota is exhausted", "quota"), "money", True),
    "400 balance": (400, job_service("Insufficient balance", 402), "money", True),
    "429 rate": (429, official("Rate limit reached", "rate_limit_exceeded"), "rate", False),
    "503 slow down": (503, official("Slow Down"), "rate", False),
    "429 of Azure": (
        429,
        {"message": "Too many running tasks", "type": "video_generation_user_error", "code": None},
        "rate",
        False,
    ),
    "heavy load": (500, gateway("try later", "heavy_load"), "rate", False),
    "origin task at 500": (500, gateway("no task", "get_origin_task_failed"), "source_task", True),
    "origin task at 400": (400, gateway("no task", "get_origin_task_failed"), "source_task", True),
    "task not there": (400, gateway("no task", "task_not_exist"), "source_task", True),
    "origin not there": (400, gateway("no task", "task_origin_not_exist"), "source_task", True),
    "404 of a task": (404, official("Video task not found"), "source_task", True),
    "task id not found": (404, official("Task ID does not exist"), "source_task", True),
    "cameo permission": (400, official("no", "cameo_permission_denied"), "reference", True),
    "cameos": (
        400,
        official("You are not allowed to access one or more mentioned cameos"),
        "reference",
        True,
    ),
    "cameo unknown": (400, official("no", "cameo_not_found"), "reference", True),
    "no cameo": (400, official("User does not have a cameo"), "reference", True),
    "too many": (400, official("too many users mentioned"), "too_many_characters", True),
    "a person": (400, official("Upload may depict a realistic human"), "rejected", True),
    "a real person": (400, official("The video shows a real person"), "rejected", True),
    "a minor": (500, gateway("视频中可能包含未成年人", "failed"), "rejected", True),
    "content": (400, official("no", "sora_content_violation"), "rejected", True),
    "moderation": (400, official("Blocked by our moderation system"), "rejected", True),
    "poor quality": (400, official("Poor quality: the face is blurred"), "rejected", True),
    "nobody there": (400, official("No character detected in the window"), "rejected", True),
    "a window": (
        400,
        {"error": {"code": 400, "message": "Invalid timestamps parameter", "param": "timestamps"}},
        "window",
        True,
    ),
    "a long window": (400, official("timestamps: range must be 1-3 seconds"), "window", True),
    "an unfinished task": (400, official("The video is not completed yet"), "unfinished", False),
    "a running task": (409, official("Task is still processing"), "unfinished", False),
    "an unreachable URL": (400, official("The video URL is not accessible"), "source_url", True),
    "an expired URL": (400, official("The url has expired"), "source_url", True),
    "no video": (400, official("Failed to download the file"), "source_url", True),
    "paused": (500, job_service("Sora2 is temporarily paused", 500), "gone", True),
    "no model": (404, official("no", "model_not_found"), "gone", True),
    "model away": (400, gateway("no", "model_unavailable"), "gone", True),
    "no channel": (503, gateway("no available channel for model x", "x"), "gone", True),
    "wrong path": (404, official("Invalid URL (POST /v1/characters)"), "gone", True),
    "a missing field": (
        422,
        {"detail": [{"loc": ["body", "url"], "msg": "field required"}]},
        "parameters",
        True,
    ),
    "a bare list": (422, [{"loc": ["body"], "msg": "value error"}], "parameters", True),
    "an error code": (
        400,
        {"errorCode": "1007", "errorMessage": "Bad value", "failedReason": {}},
        "parameters",
        True,
    ),
}

INSIDE_A_200: dict[str, Row] = {
    "401": (200, job_service("Unauthorized", 401), "key", True),
    "402": (200, job_service("Insufficient credits", 402), "money", True),
    "404": (200, job_service("Not found", 404), "not_found", True),
    "422": (200, job_service("Validation error", 422), "parameters", True),
    "429": (200, job_service("Too frequent", 429), "rate", False),
    "500": (200, job_service("Server error", 500), "server", False),
    "501": (200, job_service("Generation failed", 501), "refused", True),
    "a word": (200, gateway("no", "get_origin_task_failed"), "source_task", True),
    "the envelope": (200, official("no", "cameo_not_found"), "reference", True),
    "money in the envelope": (200, official("no", "insufficient_quota"), "money", True),
}

# A sentence of one kind that has a word of another in it. Being told to slow down is never final.
MISLEADING: dict[str, Row] = {
    "a time window of a rate": (
        429,
        official("Too many requests in the current time window"),
        "rate",
        False,
    ),
    "a policy of rates": (429, official("You exceeded the rate limit policy"), "rate", False),
    "generations in progress": (
        429,
        official("You have 3 video generations in progress"),
        "rate",
        False,
    ),
    "a duration of waiting": (429, official("Retry after a duration of 7 s"), "rate", False),
    "a balancer of load": (503, {"message": "load balancer has no backend"}, "server", False),
    "an upstream": (502, {"message": "upstream unreachable"}, "gateway", False),
    "a timestamp of a signature": (401, official("Request timestamp expired"), "key", True),
    "a URL that is invalid": (400, official("Invalid URL in field url"), "source_url", True),
}


@pytest.mark.parametrize("row", BY_STATUS.values(), ids=BY_STATUS.keys())
def test_a_status_is_understood(row: Row) -> None:
    """Where nothing that is said gives the reason, the HTTP status decides."""
    status, body, kind, permanent = row

    error = refusal(body, status)

    assert (error.cause, error.is_permanent, error.status) == (kind, permanent, status)


@pytest.mark.parametrize("row", BY_CODE.values(), ids=BY_CODE.keys())
def test_what_is_said_goes_before_the_status(row: Row) -> None:
    """Known codes and sentences are understood whatever status they come with."""
    status, body, kind, permanent = row

    error = refusal(body, status)

    assert (error.cause, error.is_permanent) == (kind, permanent)


@pytest.mark.parametrize("row", INSIDE_A_200.values(), ids=INSIDE_A_200.keys())
def test_a_code_inside_a_200_is_understood(row: Row) -> None:
    """Services that always answer 200 put the HTTP status into the envelope: it means the same."""
    status, body, kind, permanent = row

    error = refusal(body, status)

    assert (error.cause, error.is_permanent) == (kind, permanent)


@pytest.mark.parametrize("row", MISLEADING.values(), ids=MISLEADING.keys())
def test_a_word_out_of_place_does_not_mislead(row: Row) -> None:
    """A word that elsewhere means something else does not make a passing error final."""
    status, body, kind, permanent = row

    error = refusal(body, status)

    assert (error.cause, error.is_permanent) == (kind, permanent)


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 520, 529])
def test_passing_faults_are_not_permanent(status: int) -> None:
    """A time-out, a conflict and every fault of a server or proxy may pass."""
    assert not refusal({"message": "no"}, status).is_permanent


@pytest.mark.parametrize("status", [402, 418, 451])
def test_other_refusals_are_permanent(status: int) -> None:
    """A refusal that nobody knows is not repeated blindly."""
    assert refusal({"message": "no"}, status).is_permanent


PAGES = {
    "a proxy's": (502, "<html><head><title>502 Bad Gateway</title></head>", "502 Bad Gateway"),
    "Cloudflare's": (
        403,
        '<!DOCTYPE html><html lang="en"><title>Just a\nmoment...</title>',
        "Just a moment...",
    ),
    "a login": (200, "<HTML><TITLE lang=zh>请登录</TITLE></HTML>", "请登录"),
    "a page without a title": (500, "<html><body>Oops</body></html>", "a web page beginning"),
    "a text": (200, "生成失败 ❌ input_moderation", "生成失败 ❌ input_moderation"),
    "nothing": (500, " \n", "an empty body"),
}


@pytest.mark.parametrize(("status", "page", "named"), PAGES.values(), ids=PAGES.keys())
def test_what_is_no_json_is_named(status: int, page: str, named: str) -> None:
    """A web page is named by its title, any other body by how it begins; both are kept."""
    error = refusal(page, status)

    assert named in str(error)
    assert error.raw == page
    assert "<" not in str(error) or "beginning" in str(error)


def test_a_page_in_a_200_is_not_json() -> None:
    """A login page in a 200 points at the base URL, and may be gone at the next try."""
    error = refusal("<html><title>Log in</title></html>", 200)

    assert (error.cause, error.is_permanent) == ("not_json", False)
    assert "base URL" in error.hint


def test_what_a_provider_says_is_harmless_to_print() -> None:
    """Control characters in an error cannot move the cursor, and a long one is cut."""
    error = refusal(official("\x1b[2J" + "x" * 5000 + "\nline"), 400)

    assert str(error).isprintable()
    assert len(str(error)) < 500


def test_the_code_is_told_beside_the_sentence() -> None:
    """The provider's own code is in the message, once, so that its pages can be searched."""
    assert "no such thing (weird_code)" in str(refusal(gateway("no such thing", "weird_code"), 400))
    assert str(refusal(gateway("weird_code: no", "weird_code"), 400)).count("weird_code") == 1


FAILED = {
    "Blocked: input_moderation": "rejected",
    "The video URL could not be downloaded": "source_url",
    "timestamps out of range": "window",
    "insufficient balance": "money",
    "internal": "refused",
}


@pytest.mark.parametrize(("reason", "kind"), FAILED.items())
def test_a_failed_job_is_understood(reason: str, kind: str) -> None:
    """The reason a job failed for is classified like an error, and repeated."""
    for form in (reason, {"message": reason}):
        error = failure(form)
        assert error.cause == kind
        assert reason in str(error)


@pytest.mark.parametrize("reason", [None, "", {}, []])
def test_a_job_that_failed_without_a_reason_says_so(reason: object) -> None:
    """A failed job that gives no reason is told as such."""
    assert "no reason" in str(failure(reason))


def test_a_profiles_own_rule_goes_first() -> None:
    """A profile may know its service's codes better than the table."""
    toml = PLAIN + '[[errors]]\nmatch = "E4711"\nkind = "money"\n'

    assert refusal(gateway("Rate limit", "e4711"), 429, toml).cause == "money"
    assert refusal(gateway("Rate limit", "e4712"), 429, toml).cause == "rate"


def test_a_named_wait_is_kept() -> None:
    """The seconds that a provider asks to wait are with the error."""
    loaded = profile()
    answer = Reply(429, "application/json", '{"error":"Slow down"}', retry_after=7.0)
    with pytest.raises(Refused) as caught:
        read_creation(loaded, making(loaded.create), answer)

    assert caught.value.retry_after == 7.0


@pytest.mark.parametrize(
    "rule", rules(), ids=lambda rule: f"{rule.cause.name}-{' '.join(rule.match)[:20]}"
)
def test_every_rule_says_what_happened(rule: Rule) -> None:
    """Each rule compiles, and its cause begins a message and names a remedy."""
    assert all(map(re.compile, rule.match))
    assert rule.cause.says[0].islower()
    assert rule.cause.state == cause_of(rule.cause.name).state


@pytest.mark.parametrize("cause", [*causes().values(), cause_of("strange")], ids=lambda c: c.name)
def test_every_cause_has_a_remedy(cause: Cause) -> None:
    """A sentence that helps, which each door phrases; the state is one that a binding can have."""
    assert cause.hint[0].isupper()
    assert cause.hint.text.count("{}") == len(cause.hint.parts)
    assert cause.state in {"failed", "rejected", "unknown"}


def test_a_recorded_cause_makes_the_error_again() -> None:
    """With the class, the kind and the hint that it had; a word of an older charlib will do."""
    lost, refused, old = (classify.failure("x", name) for name in ("no_answer", "rate", "of old"))
    assert (type(lost), lost.kind) == (NoAnswer, "unanswered")
    assert (type(refused), refused.kind, refused.hint) == (Refused, "rate", cause_of("rate").hint)
    assert (type(old), old.kind) == (Refused, "provider")

"""Failures inside answers, whatever shape and status they have: refused in charlib's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.errors import ProviderError, Refused
from charlib.providers.engine import read_creation, read_poll
from charlib.providers.messages import Answer, Reply
from charlib.providers.profile import Profile
from tests.examples import examples
from tests.providers.families import FAMILIES, made
from tests.providers.saying import PLAIN, bundled, profile, reply

SAID = "Bad things happened"
FAILURES: dict[str, object] = {
    "the official envelope": {"error": {"message": SAID, "type": "x", "param": None, "code": None}},
    "a number for the code": {"error": {"code": 400, "message": SAID, "param": "timestamps"}},
    "a text as the error": {"error": SAID},
    "a code that is a word": {"code": "get_origin_task_failed", "message": SAID, "data": None},
    "a code and msg": {"code": 500, "msg": SAID},
    "a code as text": {"code": "501", "msg": SAID, "data": {}},
    "a code below zero": {"code": -1, "msg": SAID},
    "a code that is an object": {"code": {"id": 7}, "message": SAID},
    "a detail": {"detail": SAID},
    "a list": [{"loc": ["body", "url"], "msg": SAID, "type": "missing"}],
    "a list in a detail": {"detail": [{"loc": ["body", "url"], "msg": SAID}]},
    "an error code": {"errorCode": "1001", "errorMessage": SAID, "failedReason": {}},
    "a page": f"<!doctype html><html><head><title>{SAID}</title></head></html>",
    "a text": f"{SAID}: input_moderation",
    "a line of a stream": f'data: {{"choices":[{{"delta":{{"content":"{SAID}"}}}}]}}\n\n',
    "a JSON text": f'"{SAID}"',
}


@pytest.mark.parametrize("status", [200, 400, 503])
@pytest.mark.parametrize("body", FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_is_named_in_every_shape(body: object, status: int) -> None:
    """An error in any shape, also inside a 200, is a refusal that repeats what was said."""
    with pytest.raises(Refused, match=SAID) as caught:
        made(PLAIN, body, status)

    assert caught.value.hint
    assert caught.value.raw == reply(body).text
    if status == 200 and isinstance(body, dict | list):
        assert "no JSON" not in str(caught.value)


@pytest.mark.parametrize("body", ["", "null", "42", "[]", "{}", "[1]", "{", "\x00", "NaN"])
@pytest.mark.parametrize("status", [200, 301, 404, 500])
def test_an_answer_of_nothing_is_refused(body: str, status: int) -> None:
    """Empty bodies, bare values and cut-off JSON are refused, not a traceback."""
    with pytest.raises(Refused):
        made(PLAIN, body, status)


def test_a_redirect_is_no_answer() -> None:
    """A redirect is refused even if its body looks like a success."""
    with pytest.raises(Refused, match="HTTP 302"):
        made(PLAIN, {"character_id": "c"}, 302)


KEYS = st.sampled_from(
    [
        *("id", "task_id", "character_id", "taskId", "element_id", "username"),
        *("status", "state", "error", "code", "message", "msg", "detail", "expires_at"),
        *("data", "results", "output", "video_url", "url", "resultJson", "task_result", "elements"),
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["completed", "failed", "https://a/b", "http://[", '{"character_id":1}', "0"])
)
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
)
PROFILES = [*map(profile, FAMILIES.values()), *map(bundled, ("sora-sync", "sora-relay"))]


@examples(80)
@given(
    loaded=st.sampled_from(PROFILES),
    body=DOCUMENTS | st.text(max_size=40),
    status=st.sampled_from([200, 200, 200, 201, 202, 302, 400, 404, 429, 500]),
)
def test_no_answer_is_a_traceback(loaded: Profile, body: object, status: int) -> None:
    """Whatever a service answers is read, or refused in charlib's words."""
    answer = reply(body, status)
    for operation in filter(None, (loaded.create, loaded.generate)):
        refused = _refusal(partial(read_creation, loaded, operation, answer))
        assert refused is None or _is_told(refused)
        for wants_id in (True, False) if operation.poll else ():
            refused = _refusal(partial(read_poll, loaded, operation, answer, wants_id=wants_id))
            assert refused is None or _is_told(refused)


def _is_told(error: ProviderError) -> bool:
    return bool(error.cause) and not re.search(r"[\x00-\x1f\x7f-\x9f]", str(error))


def _refusal(read: Callable[[], Answer]) -> ProviderError | None:
    """The error that reading ends in; without one, what was read has an id where it is done."""
    try:
        reading = read()
    except ProviderError as error:
        return error
    assert reading.state == "pending" or reading.remote_id or reading.status == "done"
    return None


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 100_000, "1" * 10_000])
def test_documents_that_break_parsers_are_refused(body: str) -> None:
    """Nesting without end and numbers without end are refused as no JSON."""
    for status in (200, 400):
        with pytest.raises(Refused):
            made(PLAIN, Reply(status, "application/json", body).text, status)

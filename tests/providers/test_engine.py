"""The engine on profiles of many families: what is built, and what an answer means. Pure."""

from __future__ import annotations

import pytest

from charlib.errors import InvalidInput, Refused
from charlib.providers.engine import build, read_poll
from charlib.providers.messages import Answer, Request
from charlib.providers.profile import Call

from .families import ASSETS, GRSAI, KIE, KLING, VIDEOS_MULTIPART, asked, creating, made, polled
from .saying import PLAIN, bundled, making, reply, sent

# -- building


def test_multipart_is_asked_for_by_the_profile() -> None:
    """A service that wants a form gets one, also where no file goes along."""
    call = creating(VIDEOS_MULTIPART)[1].call
    request = build(call, {"task": "sora-2:task_1", "window": "0,3"})

    assert request.encoding == "multipart"
    assert request.body == {
        "model": "sora-2-character",
        "character_from_task": "sora-2:task_1",
        "character_timestamps": "0,3",
    }


def test_fields_go_to_their_places() -> None:
    """Dotted paths make objects, `[]` makes lists, and constants share the objects with fields."""
    call = creating(KIE)[1].call

    assert sent(call, url="https://a/b.mp4", look="red coat") == (
        "POST",
        "/api/v1/jobs/createTask",
        {
            "model": "sora-2-characters-pro",
            "input": {
                "safety_instruction": "none",
                "character_file_url": ["https://a/b.mp4"],
                "character_prompt": "red coat",
            },
        },
    )


def test_objects_are_made_in_lists() -> None:
    """`list[].key` appends an object."""
    body = sent(creating(KLING)[1].call, url="https://a/b.mp4", name="Mia")[2]

    assert body["element_video_list"] == {"refer_videos": [{"video_url": "https://a/b.mp4"}]}


def test_building_leaves_the_profile_as_it_was() -> None:
    """Two requests of one profile share nothing."""
    call = creating(KIE)[1].call
    first, second = build(call, {"url": "one"}), build(call, {"url": "two"})

    assert first.body["input"]["character_file_url"] == ["one"]
    assert second.body["input"]["character_file_url"] == ["two"]


def test_a_job_is_asked_after_by_path_query_or_body() -> None:
    """A job's id goes where the service wants it: the path (quoted), the query or the body."""
    in_path = asked(VIDEOS_MULTIPART, "sora-2-character:ch_1/x")

    assert (in_path.method, in_path.path) == ("GET", "/v1/videos/sora-2-character%3Ach_1%2Fx")
    assert asked(KIE, "t 1") == Request("GET", "/api/v1/jobs/recordInfo", {"taskId": "t 1"})
    assert asked(GRSAI, "g-1") == Request("POST", "/v1/draw/result", {"id": "g-1"})


def test_what_a_service_has_no_field_for_is_refused() -> None:
    """A service that cannot make a character from a URL is not sent one."""
    with pytest.raises(InvalidInput, match="cannot create a character from a url") as caught:
        build(creating(VIDEOS_MULTIPART)[1].call, {"url": "https://a/b.mp4"})

    assert caught.value.hint


def test_a_request_survives_being_kept() -> None:
    """A request that was written down is the same when it is read again."""
    request = build(creating(KIE)[1].call, {"task": "t", "window": "1,3"})

    assert Request.from_json(request.to_json()) == request


# -- reading


def test_videos_multipart_is_done_when_the_username_is_there() -> None:
    """A service without status words: 404, 202 and an empty username are `not yet`."""
    answer = {"id": "sora-2-character:ch_1", "username": None}
    assert made(VIDEOS_MULTIPART, {"id": "sora-2-character:ch_1"}) == Answer(
        "pending", job_id="sora-2-character:ch_1"
    )
    for body, status in (("no such video", 404), ("", 202), (answer, 200)):
        assert polled(VIDEOS_MULTIPART, body, status).state == "pending"

    done = polled(VIDEOS_MULTIPART, {**answer, "username": "a.b"})
    assert (done.state, done.remote_id, done.username) == ("done", "sora-2-character:ch_1", "a.b")


@pytest.mark.parametrize(
    "result",
    ['{"resultObject":{"character_id":"example_1"}}', '{"character_id":"example_1"}'],
)
def test_json_inside_a_string_is_opened(result: str) -> None:
    """A result that is JSON as text is read, in either of the forms that were documented."""
    assert made(KIE, {"code": 200, "msg": "success", "data": {"taskId": "t_1"}}).job_id == "t_1"
    waits = {"code": 200, "data": {"taskId": "t_1", "state": "waiting", "resultJson": ""}}
    assert polled(KIE, waits).status == "queued"

    done = polled(KIE, {"code": 200, "data": {"state": "success", "resultJson": result}})
    assert (done.state, done.remote_id) == ("done", "example_1")


def test_json_inside_a_string_of_a_list_is_opened() -> None:
    """The place of the text may lie in a list, as in envelopes whose `data` is one."""
    toml = KIE.replace("data.resultJson", "data[0].resultJson").replace("data.state", "state")
    body = {"code": 200, "state": "success", "data": [{"resultJson": '{"character_id":"c"}'}]}

    assert polled(toml, body).remote_id == "c"


def test_a_prefix_of_a_stream_is_stripped() -> None:
    """An answer that begins like a line of a stream is read, and so is one that does not."""
    body = '{"code":0,"msg":"ok","data":{"id":"g_1"}}'

    assert made(GRSAI, f"data: {body}\n\n").job_id == made(GRSAI, body).job_id == "g_1"
    done = {"code": 0, "data": {"status": "succeeded", "results": [{"character_id": "ch_1"}]}}
    assert polled(GRSAI, done).remote_id == "ch_1"


def test_an_envelope_that_says_no_is_refused() -> None:
    """A code that is not the good one is a failure, whatever the HTTP status; so is a job's."""
    with pytest.raises(Refused, match="task not found") as caught:
        polled(GRSAI, {"code": -22, "msg": "task not found", "data": None})
    assert (caught.value.cause, caught.value.code) == ("source_task", "-22")
    with pytest.raises(Refused, match="too dark"):
        polled(GRSAI, {"code": 0, "data": {"status": "failed", "failure_reason": "too dark"}})
    with pytest.raises(Refused, match="too dark"):
        polled(KIE, {"code": 200, "data": {"state": "fail", "failMsg": "too dark"}})


@pytest.mark.parametrize("number", [307212335131305, 2**53 + 1, 2**63 - 1, 2**64 + 1])
def test_numbers_are_kept_as_text_digit_for_digit(number: int) -> None:
    """An id that is a number is kept as text with all its digits, also beyond 2**53."""
    result = {"elements": [{"element_id": number}]}
    done = polled(KLING, {"data": {"task_status": "succeed", "task_result": result}})

    assert done.remote_id == str(number)


def test_review_states_are_followed() -> None:
    """Words of a review are understood, and a profile's own table goes before the common one."""
    assert made(ASSETS, {"code": 0, "data": {"assetId": "a"}}).job_id == "a"
    waits = polled(ASSETS, {"code": 0, "data": {"status": "Processing", "assetId": "a"}})
    assert waits.state == "pending"
    done = polled(ASSETS, {"code": 0, "data": {"status": "Active", "assetId": "a"}})
    assert (done.state, done.remote_id) == ("done", "a")
    with pytest.raises(Refused):
        polled(ASSETS, {"code": 0, "data": {"status": "Deleted", "assetId": "a"}})


NOTHINGS: tuple[object, ...] = (None, "", {}, [], True, False, 1.5)


@pytest.mark.parametrize("nothing", NOTHINGS, ids=repr)
def test_done_without_an_id_is_named(nothing: object) -> None:
    """An answer that says done and has no id is refused by that name, and kept."""
    with pytest.raises(Refused, match="without an ID") as at_once:
        made(PLAIN, {"character_id": nothing})
    with pytest.raises(Refused, match="without an ID") as later:
        polled(PLAIN, {"status": "completed", "character_id": nothing})

    assert at_once.value.cause == later.value.cause == "no_id"
    assert at_once.value.raw
    assert later.value.raw


@pytest.mark.parametrize("text", ["\\ud800", "a\\u0000b"])
def test_an_id_that_no_database_could_hold_is_none(text: str) -> None:
    """Half a character or a NUL in an id is refused while the answer can still be kept."""
    with pytest.raises(Refused) as caught:
        made(PLAIN, f'{{"character_id":"{text}"}}')

    assert caught.value.cause == "no_id"


@pytest.mark.parametrize("word", ["image_downloading", "video_upsampling", "???", "", 17, ["x"]])
def test_an_unknown_status_word_keeps_polling(word: object) -> None:
    """A word that nobody knows means `not yet`, never `failed`."""
    assert polled(PLAIN, {"status": word}).state == "pending"


WORDS = {
    "queued": "queued pending submitted NOT_START preparing unknown created starting waiting",
    "running": "processing in_progress IN_PROGRESS RUNNING generating",
    "done": "completed complete success succeeded succeed finished ready finalized active",
    "failed": "failed FAILURE fail error cancelled canceled",
}


@pytest.mark.parametrize(
    ("status", "word"), [(s, w) for s, ws in WORDS.items() for w in ws.split()]
)
def test_known_status_words(status: str, word: str) -> None:
    """The words of many services, in any case, are understood alike."""
    body = {"status": word, "character_id": "c", "error": "why"}
    if status == "failed":
        with pytest.raises(Refused, match="why"):
            polled(PLAIN, body)
    else:
        assert polled(PLAIN, body).status == status


@pytest.mark.parametrize("status", ["processing", "completed"])
def test_an_empty_error_beside_a_status_is_no_failure(status: str) -> None:
    """Services send `error: null`, and empty codes, with every status."""
    body = {"status": status, "error": None, "errorCode": "", "character_id": "c", "code": None}

    assert polled(PLAIN, body).state == ("done" if status == "completed" else "pending")


def test_an_expiry_is_read_in_either_form() -> None:
    """An expiry is seconds since 1970 or RFC 3339; inside, it is milliseconds."""
    relay = bundled("sora-relay")

    def expiry(value: object) -> int | None:
        body = {"status": "completed", "video_url": "https://a/b.mp4", "expires_at": value}
        answer = reply(body)
        return read_poll(relay, making(relay.generate), answer, wants_id=False).expires_at

    assert expiry(1_795_435_200) == expiry("2026-11-23T12:00:00Z") == 1_795_435_200_000
    assert expiry(None) is expiry("soon") is expiry([]) is None
    for strange in (float("nan"), float("inf"), 10**30, -(10**30)):
        assert expiry(strange) is None


@pytest.mark.parametrize(
    "url", ["ftp://a/b", "javascript:alert(1)", "file:///etc/passwd", "b.mp4", "http://[::1", 7]
)
def test_what_is_no_url_is_no_result(url: object) -> None:
    """Only http and https addresses are taken for a result's URL."""
    relay = bundled("sora-relay")
    body = {"status": "completed", "video_url": url, "data": {"output": "https://a/b.mp4"}}

    done = read_poll(relay, making(relay.generate), reply(body), wants_id=False)

    assert done.output_url == "https://a/b.mp4"


OPERATION = Call("/v1/{job_id|path}", method="GET")


def test_an_id_may_be_a_path() -> None:
    """The slashes of an operation's name stay; everything else in it is quoted."""
    built = build(OPERATION, {"job_id": "models/veo:3/operations/a b?c"})
    assert built.path == "/v1/models/veo%3A3/operations/a%20b%3Fc"
    whole = build(Call("/v1/{job_id}", method="GET"), {"job_id": "models/veo"})
    assert whole.path == "/v1/models%2Fveo"


@pytest.mark.parametrize("name", ["..", "a/../b", "/a", "a//b", "a/", "./a", "a/."])
def test_a_path_leads_to_no_other_address(name: str) -> None:
    """Neither up, nor to another root."""
    with pytest.raises(InvalidInput, match="invalid ID"):
        build(OPERATION, {"job_id": name})


def test_keys_are_wrapped_into_one_object() -> None:
    """With what accompanies the prompt; what is not named stays outside, and nothing is empty."""
    call = Call("/v", fields={"prompt": "text"}, wrap={"items[]": ["text", "pictures"], "b": ["x"]})
    built = build(call, {"prompt": "a"}, {"size": 1}, {"pictures": [1, 2]})
    assert built.body == {"size": 1, "items": [{"text": "a", "pictures": [1, 2]}]}

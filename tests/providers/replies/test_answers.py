"""The parser of answers: every wrapping, every call, every bundled profile, and odd answers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.errors import JobFailed, ProviderError, Refused
from charlib.providers import inventory
from charlib.providers.engine import read_creation, read_poll
from charlib.providers.messages import Answer, Reply
from charlib.providers.profile import Operation, Profile
from charlib.providers.replies import answers
from charlib.providers.replies.classify import cause_of
from tests.examples import examples
from tests.providers.saying import bundled, making, reply

from .wrapping import (
    CREATING,
    FILMING,
    LISTING,
    VERIFYING,
    WRAPPINGS,
    Wrap,
    answer,
    places_of,
    put,
    text,
    unwrapped,
)

FILM = "https://cdn.example/film.mp4"

wrapped = pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS.keys())
BOTH = {**CREATING, **FILMING}
CALLS = [(profile, "create") for profile in CREATING.values()]
CALLS += [(profile, "generate") for profile in FILMING.values()]


def sent(document: Any, status: int = 200) -> Reply:
    """A reply with a wrapped answer."""
    return Reply(status, "application/json", text(document))


@wrapped
def test_a_creation_is_read_in_every_wrapping(wrap: Wrap) -> None:
    """The id of a character, or of the job that makes it, is found wherever a gateway puts it."""
    for profile in CREATING.values():
        create = making(profile.create)
        ids = {"remote_id": "id_7"} if create.answer.remote_id else {"job_id": "id_7"}

        read = read_creation(profile, create, sent(wrap(answer(create.answer, **ids))))

        assert (read.remote_id or read.job_id) == "id_7", profile.name


@wrapped
def test_a_generation_is_read_in_every_wrapping(wrap: Wrap) -> None:
    """The id of a task is found in the answer to a generation."""
    for profile in FILMING.values():
        generate = making(profile.generate)
        document = answer(generate.answer, job_id="task_7")

        read = read_creation(profile, generate, sent(wrap(document)))

        assert read.job_id == "task_7", profile.name


@wrapped
def test_a_poll_is_read_in_every_wrapping(wrap: Wrap) -> None:
    """A running task is pending, a finished one is done and its film is found."""
    for profile in FILMING.values():
        places = places_of(profile, "generate.poll")
        runs = answer(places, status="processing", output_url="")
        done = answer(places, status="succeeded", output_url=FILM)

        polled = [
            read_poll(profile, making(profile.generate), sent(wrap(each)), wants_id=False)
            for each in (runs, done)
        ]

        assert [each.state for each in polled] == ["pending", "done"], profile.name
        assert polled[1].output_url == (FILM if places.output_url else None), profile.name


@wrapped
def test_a_poll_of_a_creation_is_read_in_every_wrapping(wrap: Wrap) -> None:
    """A finished creation has the character's id."""
    for profile in CREATING.values():
        create = making(profile.create)
        if create.poll is None:
            continue
        values = {"status": "succeeded", "remote_id": "char_7", "username": "mia.x"}
        document = sent(wrap(answer(create.poll.answer, **values)))

        read = read_poll(profile, create, document, wants_id=True)

        assert read.remote_id == "char_7", profile.name


@wrapped
def test_a_failed_job_is_read_in_every_wrapping(wrap: Wrap) -> None:
    """A job that failed is refused with the provider's reason, never with a word of success."""
    for profile, call in CALLS:
        poll = getattr(profile, call).poll
        if poll is None or not poll.answer.status:
            continue
        document = answer(poll.answer, status="failed", error="内容审核未通过")

        with pytest.raises(JobFailed, match="内容审核未通过") as caught:
            read_poll(
                profile, getattr(profile, call), sent(wrap(document)), wants_id=call == "create"
            )

        assert caught.value.cause == "rejected", profile.name


@wrapped
@pytest.mark.parametrize("status", [200, 400, 403])
def test_an_error_is_read_in_every_wrapping(status: int, wrap: Wrap) -> None:
    """An error inside a wrapper, also inside a 200, is an error with its sentence."""
    document = {"error": {"code": "insufficient_user_quota", "message": "用户额度不足"}}
    for profile, call in CALLS:
        with pytest.raises(Refused, match="用户额度不足") as caught:
            read_creation(profile, getattr(profile, call), sent(wrap(document), status))

        assert caught.value.cause == "money", profile.name


@wrapped
@pytest.mark.parametrize("profile", LISTING.values(), ids=LISTING.keys())
def test_a_list_is_read_in_every_wrapping(profile: Profile, wrap: Wrap) -> None:
    """All characters of a list are found, with the name of each."""
    listing = profile.listing
    assert listing is not None
    items: list[Any] = [{}, {}, {}]
    for number, item in enumerate(items):
        put(item, listing.remote_id[0], f"char_{number}")
        put(item, listing.name[0], f"Mia {number}")
    document = answer(listing.answer)
    put(document, listing.items[0], items)

    page = inventory.read_list(profile, sent(wrap(document)))

    assert [entry.remote_id for entry in page.characters] == ["char_0", "char_1", "char_2"]
    assert page.characters[1].name == "Mia 1"


@pytest.mark.parametrize("profile", LISTING.values(), ids=LISTING.keys())
def test_a_list_alone_is_a_list(profile: Profile) -> None:
    """A gateway may answer with the list and nothing around it."""
    listing = profile.listing
    assert listing is not None
    item: dict[str, Any] = {}
    put(item, listing.remote_id[0], "char_7")

    (entry,) = inventory.read_list(profile, sent([item])).characters

    assert entry.remote_id == "char_7"


@wrapped
@pytest.mark.parametrize("profile", VERIFYING.values(), ids=VERIFYING.keys())
def test_a_check_is_read_in_every_wrapping(profile: Profile, wrap: Wrap) -> None:
    """A character that is there is ready; an answer about nothing does not say that it is."""
    check = profile.verify
    assert check is not None
    document = answer(check.answer, status="active", remote_id="char_7")

    assert inventory.read_verify(profile, sent(wrap(document)), "char_7").standing == "ready"
    with pytest.raises(Refused):
        inventory.read_verify(profile, sent({"hello": "there"}), "char_7")


@pytest.mark.parametrize("call", ["create", "create.poll", "generate", "generate.poll"])
@pytest.mark.parametrize("name", sorted(BOTH))
def test_what_a_profile_wraps_may_come_flat(name: str, call: str) -> None:
    """A relay that unwraps the answer of its provider is understood with the same profile."""
    profile = BOTH[name]
    operation, is_poll = getattr(profile, call.partition(".")[0]), "." in call
    if operation is None or (is_poll and operation.poll is None):
        return
    places = places_of(profile, call)
    values = {"status": "succeeded", "remote_id": "id_7", "job_id": "id_7", "output_url": FILM}
    flat = unwrapped(answer(places, **values))
    if flat is None:
        return
    wants_id = call.startswith("create")

    if is_poll:
        read = read_poll(profile, operation, sent(flat), wants_id=wants_id)
        assert (read.remote_id if wants_id else read.output_url) in {"id_7", FILM}
    else:
        read = read_creation(profile, operation, sent(flat))
        assert "id_7" in {read.remote_id, read.job_id}


RELAY = bundled("sora-relay")
FILMS: dict[str, Any] = {
    "result_url": {"result_url": FILM},
    "video.url": {"video": {"url": FILM}},
    "a list of texts": {"video_url": [FILM, "https://cdn.example/second.mp4"]},
    "outputs": {"outputs": [{"url": FILM}]},
    "works": {"works": [{"video": {"resource": "x", "url": FILM}}]},
    "task_result": {"task_result": {"videos": [{"id": "1", "url": FILM}]}},
    "JSON in a text": {"resultJson": json.dumps({"resultUrls": [FILM]})},
    "creations": {"creations": [{"url": FILM}]},
    "content": {"content": {"video_url": FILM}},
    "camels": {"output": {"videoUrl": FILM}},
}


@pytest.mark.parametrize("place", FILMS.values(), ids=FILMS.keys())
def test_a_film_is_found_at_usual_places(place: dict[str, Any]) -> None:
    """Where a gateway fronts another provider, its film is where that provider has it."""
    for profile in FILMING.values():
        document = answer(places_of(profile, "generate.poll"), status="succeeded")

        done = read_poll(
            profile, making(profile.generate), sent({**document, **place}), wants_id=False
        )

        assert done.output_url == FILM, profile.name


@pytest.mark.parametrize(
    "url", ["/v1/files/out.mp4", "files/out.mp4", "//cdn.example/out.mp4", "../out.mov"]
)
def test_a_relative_url_is_taken(url: str) -> None:
    """A path is a result, too; a word is not."""
    document = {"status": "completed", "video_url": url}

    def film(value: dict[str, Any]) -> str | None:
        return read_poll(RELAY, making(RELAY.generate), sent(value), wants_id=False).output_url

    assert film(document) == url
    assert film({**document, "video_url": "pending"}) is None
    assert film({**document, "works": [FILM]}) == url, "the profile's own place counts first"


STATES: dict[str, tuple[Any, str]] = {
    "an envelope's success": ({"status": "success", "data": {"status": "processing"}}, "pending"),
    "success twice": ({"status": "success", "data": {"status": "success", "url": FILM}}, "done"),
    "no word at all": ({"request_id": "b5", "id": "task_1"}, "pending"),
    "a film and no word": ({"id": "task_1", "video_url": FILM}, "done"),
    "done: true": ({"done": True, "response": {"video": {"uri": FILM}}}, "done"),
    "done: false": ({"done": False, "name": "operations/1"}, "pending"),
    "another key": ({"output": {"task_status": "RUNNING"}, "request_id": "r"}, "pending"),
    "another word": ({"output": {"task_status": "SUCCEEDED", "video_url": FILM}}, "done"),
    "with its kind": ({"status": "TASK_STATUS_SUCCEED", "url": FILM}, "done"),
    "with a hyphen": ({"status": "In-Progress"}, "pending"),
    "an error of success": ({"status": "queued", "error": {"message": "success"}}, "pending"),
    "an error that passed": ({"status": "processing", "error": {"message": "retry 1"}}, "pending"),
    "an unknown word and code": ({"status": "upscaling", "code": "E7"}, "pending"),
}


@pytest.mark.parametrize(("document", "state"), STATES.values(), ids=STATES.keys())
def test_the_state_of_a_job_is_the_careful_one(document: Any, state: str) -> None:
    """Of several words the one counts that promises least, and no word means `not yet`."""
    polled = read_poll(RELAY, making(RELAY.generate), sent(document), wants_id=False)

    assert polled.state == state


COMPLAINTS: dict[str, tuple[Any, str]] = {
    "B4": ({"error": {"message": "Incorrect API key", "code": "x"}, "status": 401}, "key"),
    "a number as status": ({"status": 429, "error": {"message": "x"}}, "rate"),
    "a status of no": ({"status": False, "message": "user quota is not enough"}, "money"),
    "success of no": ({"success": False, "msg": "余额不足"}, "money"),
    "a text as error": ({"status": "weird", "error": "invalid api key"}, "key"),
    "errors": ({"errors": [{"message": "Your region is not supported"}]}, "permission"),
    "in the envelope": ({"code": "success", "data": {"error": {"message": "欠费"}}}, "money"),
    "in the base": ({"base_resp": {"status_code": 1008, "status_msg": "余额不足"}}, "money"),
    "Volcengine": ({"ResponseMetadata": {"Error": {"Code": "AccountOverdue"}}}, "money"),
}


@pytest.mark.parametrize(("document", "cause"), COMPLAINTS.values(), ids=COMPLAINTS.keys())
def test_an_error_inside_a_200_is_no_state(document: Any, cause: str) -> None:
    """An error beside a status that nobody knows is an error, for creations and polls alike."""
    for read in (
        lambda: read_poll(RELAY, making(RELAY.generate), sent(document), wants_id=False),
        lambda: read_creation(RELAY, making(RELAY.create), sent(document)),
    ):
        with pytest.raises(Refused) as caught:
            read()
        assert caught.value.cause == cause


NO_OBJECTS = ["null", "[]", "5", "true", '"char"', '["char"]', "[[]]", '[[{"id":"x"}]]', '""']


@pytest.mark.parametrize("body", NO_OBJECTS)
def test_json_that_is_not_an_object_may_have_been_paid_for(body: str) -> None:
    """It is JSON, the answer is kept, and the creation is unknown: no second try is offered."""
    for profile, call in CALLS:
        with pytest.raises(ProviderError, match="JSON that is not an object") as caught:
            read_creation(profile, getattr(profile, call), reply(body))

        assert (caught.value.cause, caught.value.raw) == ("not_understood", body)
        assert cause_of(caught.value.cause).state == "unknown"
        assert "resolve" in caught.value.hint
        assert "retry" not in caught.value.hint


@pytest.mark.parametrize("body", [{"code": 7}, {"code": "E7", "data": {}}, {"code": -1}])
def test_a_code_that_nobody_explains_may_have_been_paid_for(body: Any) -> None:
    """A code without a word is not understood; with one it is a refusal."""
    for profile in CREATING.values():
        with pytest.raises(Refused) as caught:
            read_creation(profile, making(profile.create), sent(body))
        assert caught.value.cause in {"not_understood", "no_id"}
        with pytest.raises(Refused, match="bad things") as caught:
            read_creation(profile, making(profile.create), sent({**body, "msg": "bad things"}))


ODD = [
    *("", " ", "\u3000", "\u200b", "\u2060\ufeff", "a\ufffdb", "a\nb", "\x1b[2Ja", "a\x00b"),
    *(" a", "a\t", "a\u202eb", "\ud800", "x" * 8_001, True, 1.5, None, [], {}),
]


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_an_odd_id_is_none(odd: Any) -> None:
    """An id that is blank, damaged or invisible in part is never taken for one."""
    for profile, call in CALLS:
        operation = getattr(profile, call)
        document = answer(operation.answer, remote_id=odd, job_id=odd)

        with pytest.raises(Refused) as caught:
            read_creation(profile, operation, Reply(200, "", json.dumps(document)))

        assert caught.value.cause == "no_id", profile.name
        assert caught.value.raw


@pytest.mark.parametrize("name", ["a b", "sora-2:task_1/x", "角色-7", "chr_Axtjik3O#", 2**64 + 1])
def test_an_unusual_id_is_one(name: Any) -> None:
    """Ids are opaque: spaces inside, other scripts, marks and large numbers are kept."""
    assert answers.id_of(name) == str(name)


FILTERED: dict[str, tuple[Any, str]] = {
    "Veo": (
        {"done": True, "raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["Too violent"]},
        "Too violent",
    ),
    "Veo, nested": (
        {"done": True, "response": {"x": {"raiMediaFilteredReasons": ["Too violent"]}}},
        "Too violent",
    ),
    "a count alone": ({"status": "completed", "raiMediaFilteredCount": 1}, "filtered"),
    "a flag": ({"status": "completed", "data": {"content_filtered": True}}, "filtered"),
    "an error": ({"status": "completed", "error": {"message": "moderation_blocked"}}, "moderation"),
    "fail_reason": ({"status": "SUCCESS", "fail_reason": "内容违规"}, "内容违规"),
    "block_reason": ({"status": "done", "blockReason": "prohibited content"}, "prohibited"),
}


@pytest.mark.parametrize(("document", "reason"), FILTERED.values(), ids=FILTERED.keys())
def test_done_without_a_film_but_with_a_reason_is_a_refusal(document: Any, reason: str) -> None:
    """It is rejected for that reason, whatever the profile; a film beside it is taken."""
    for profile in (RELAY, bundled("openai-videos"), bundled("sora-sync")):
        generate = making(profile.generate)
        with pytest.raises(JobFailed, match=reason) as caught:
            read_poll(profile, generate, sent(document), wants_id=False)
        assert (caught.value.cause, caught.value.about) == ("rejected", "prompt")
        with_film = sent({**document, "video_url": FILM})
        assert read_poll(profile, generate, with_film, wants_id=False).output_url == FILM


NOTHING_WRONG = [
    {"error": None},
    {"error": {}},
    {"error": ""},
    {"error": {"code": 0, "message": "success"}},
    {"message": "Video generated"},
    {"fail_reason": ""},
    {"raiMediaFilteredCount": 0},
    {"finish_reason": "stop"},
    {"task_status_msg": "SUCCEED"},
    {"unblocked": True},
    {"not_flagged": 1},
    {"input": {"prompt": "a street", "error": "a word of the prompt"}},
    {"settings": {"filter_message": "strict", "moderated": True}},
]


@pytest.mark.parametrize("more", NOTHING_WRONG, ids=str)
def test_done_without_a_reason_is_done(more: dict[str, Any]) -> None:
    """An official answer names no film: it is fetched by the task's id."""
    official = bundled("openai-videos")
    document = sent({"id": "video_1", "status": "completed", **more})

    assert read_poll(official, making(official.generate), document, wants_id=False).state == "done"


KEYS = st.sampled_from(
    [
        *("id", "task_id", "character_id", "status", "state", "error", "code", "message", "data"),
        *("result", "output", "url", "video_url", "items", "raiMediaFilteredReasons", "success"),
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["completed", "failed", "success", FILM, '{"id":"x"}', "[", '{"error":'])
)
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5)
)


@examples(80)
@given(
    call=st.sampled_from(CALLS),
    document=DOCUMENTS,
    wrap=st.sampled_from(list(WRAPPINGS.values())),
    status=st.sampled_from([200, 200, 200, 202, 400, 500]),
)
def test_any_answer_is_read_or_refused(
    call: tuple[Profile, str], document: Any, wrap: Wrap, status: int
) -> None:
    """No answer is a traceback, an id that cannot be printed, or a failure that may cost twice."""
    profile, name = call
    operation = making(getattr(profile, name))
    reading = _read(profile, operation, sent(wrap(document), status))

    if isinstance(reading, Answer):
        assert (reading.remote_id or reading.job_id or "\n").isprintable()
        return
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", str(reading))
    assert reading.hint
    if status < 300:
        is_unknown = reading.cause in {"no_id", "not_understood", "not_json"}
        is_told = answers.complaint(text(wrap(document))) or "without a message" in str(reading)
        assert is_unknown or is_told


def _read(profile: Profile, operation: Operation, given: Reply) -> Answer | ProviderError:
    try:
        return read_creation(profile, operation, given)
    except ProviderError as error:
        return error


@examples(60)
@given(
    profile=st.sampled_from(list(FILMING.values())),
    extra=st.dictionaries(st.text("abcxyz_", min_size=4, max_size=9), SCALARS, max_size=3),
    wrap=st.sampled_from(list(WRAPPINGS.values())),
)
def test_what_stands_beside_an_answer_changes_nothing(
    profile: Profile, extra: dict[str, Any], wrap: Wrap
) -> None:
    """Keys that nobody knows, at any wrapping, hide neither the state nor the film."""
    places = places_of(profile, "generate.poll")
    document = {**extra, **answer(places, status="succeeded", output_url=FILM)}

    done = read_poll(profile, making(profile.generate), sent(wrap(document)), wants_id=False)

    assert done.state == "done"
    assert done.output_url == (FILM if places.output_url else None)

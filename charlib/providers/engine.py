"""Builds requests and reads replies, for every profile alike. Pure.

values ──build──▶ Request ──(client)──▶ Reply ──read──▶ Answer
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Literal

from charlib.domain import paths, status
from charlib.domain.moment import from_text
from charlib.domain.text import printable
from charlib.errors import InvalidInput, ProviderError
from charlib.hints import Hint, argument
from charlib.providers import bodies
from charlib.providers.addresses import is_http
from charlib.providers.messages import Answer, Reply, Request
from charlib.providers.profile import AnswerPlaces, Call, CallStep, Operation, Poll, Profile
from charlib.providers.replies import answers, classify, complaints, costs
from charlib.providers.replies.answers import Document

_REASONS = {400, 404, 409, 410, 413, 422}
"""Statuses of a result that say why a job that is over has none."""
_LATEST_S = 1e11
"""About three thousand years in seconds: a later moment is not valid."""
_OTHER_SOURCE = Hint(
    "Try another of {}, {} and {}, or another account", *map(argument, ("url", "task", "source"))
)


def build(
    call: Call,
    values: Mapping[str, Any],
    extra: Mapping[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Request:
    """Build a request of constants, params, `extra` (path → value), then the given values.

    `more` is merged into the body, before parts of it are wrapped. Raises InvalidInput for a value
    without a field in the call, and for an ID that leads to another address.
    """
    body: dict[str, Any] = {}
    for path, value in {**call.constants, **call.params, **(extra or {})}.items():
        paths.put(body, path, value)
    known = uses(call)
    for name in values:
        if name not in known:
            raise InvalidInput(
                f"this provider cannot create a character from a {name}", hint=_OTHER_SOURCE
            )
    cut = {name: bodies.cut(call, name, value) for name, value in values.items()}
    for put in call.put:
        bodies.put_filled(body, put, cut)
    for name in values:
        if name in call.fields:
            bodies.put_all(body, call.fields[name], cut[name])
    paths.merge(body, more or {})
    path = bodies.address(call.path, cut)
    return Request(call.method, path, bodies.wrapped(call, body), call.encoding)


def uses(call: Call) -> set[str]:
    """The names of all values that a call uses."""
    return {*call.fields, *paths.fields(call.path), *paths.fields([put.item for put in call.put])}


def read_creation(
    profile: Profile, operation: Operation | CallStep, reply: Reply, about: tuple[str, ...] = ()
) -> Answer:
    """Read the reply to a creation or generation; raise Refused if it has no id.

    `about` is what a refusal may be about: `prompt` or `stills`, else the video.
    """
    about = _about(profile, operation, about)
    is_film = operation is profile.generate
    document = _document(profile, operation.answer, reply, about)
    with _charging(operation.answer, document):
        return _read_creation(profile, operation, document, reply, about, is_film=is_film)


def _read_creation(
    profile: Profile,
    operation: Operation | CallStep,
    document: Document,
    reply: Reply,
    about: tuple[str, ...],
    *,
    is_film: bool,
) -> Answer:
    answer = read_answer(operation.answer, document, creates="film" if is_film else "character")
    has_job = answer.job_id is not None and operation.poll is not None
    has_id = answer.remote_id is not None or has_job
    if answer.status in {None, "failed"} or not has_id:
        coded = document.envelope if has_id else document
        _refuse_error(profile, document, reply, about, has_code=coded.has_code)
    if has_id:
        return answer
    raise without("an ID", "no_id", reply, about)


def read_poll(
    profile: Profile,
    operation: Operation | CallStep,
    reply: Reply,
    *,
    wants_id: bool,
    about: tuple[str, ...] = (),
) -> Answer:
    """Read the reply to a poll: `pending` until it is done; raise Refused if the job failed.

    With `wants_id`, a job is done when a character's id is there, not only the word for it. A job
    that is done without a result is refused if the answer has the reason.
    """
    poll = operation.poll
    if poll is None:
        raise ValueError(f"profile {profile.name} has no poll")
    if reply.status in poll.answer.pending_http:
        return Answer("pending")
    about = _about(profile, operation, about)
    about = about if "prompt" in about else ("job", *about)
    document = _document(profile, poll.answer, reply, ("poll", *about))
    with _charging(poll.answer, document):
        return _read_poll(profile, poll, document, reply, about, wants_id=wants_id)


@contextmanager
def _charging(places: AnswerPlaces, document: Document) -> Iterator[None]:
    """Tell what a provider charged for a job that failed."""
    try:
        yield
    except ProviderError as error:
        error.cost = costs.read(places, document)
        raise


def _read_poll(
    profile: Profile,
    poll: Poll,
    document: Document,
    reply: Reply,
    about: tuple[str, ...],
    *,
    wants_id: bool,
) -> Answer:
    answer = read_answer(poll.answer, document, creates="character" if wants_id else "film")
    if answer.status is None:
        has_code = document.has_code and not answer.word
        _refuse_error(profile, document, reply, ("poll", *about), has_code=has_code)
    if answer.status == "failed":
        raise _failed(profile, poll.answer, document, reply, about, answer.word)
    if not _is_done(poll.answer, document, answer, wants_id=wants_id):
        return replace(answer, state="pending")
    if (answer.remote_id if wants_id else answer.output_url) is None:
        _refuse_without(profile, poll.answer, document, reply, about, wants_id=wants_id)
        answer = replace(answer, no_film=document.no_film(poll.answer.output_url))
    elif not wants_id and not is_http(answer.output_url or ""):
        answer = replace(answer, no_film=printable(answer.output_url or "", 100))
    return replace(answer, state="done", status="done")


def is_over(poll: Poll, reply: Reply) -> bool:
    """Whether the reply of a queue says that a job is done, whatever became of it."""
    try:
        document = answers.read(reply.text, poll.answer.prefix, poll.answer.json_strings)
    except ValueError:
        return False
    word = document.word(poll.answer.status, poll.answer.statuses)
    is_good = reply.status < 300  # noqa: PLR2004 - all of these are successes
    return is_good and status.normalise(word, poll.answer.statuses) == "done"


def result_of(state: Reply, result: Reply) -> Reply:
    """The reply with the result of a job that is over.

    A client error is the reason why there is none: it becomes a failure of the job, because the
    queue knows the job and has ended it. A busy server, or a wrong key, is asked again.
    """
    if result.status not in _REASONS:
        return result
    reason = answers.complaint(result.text).message or answers.complaint(state.text).message
    failure = {"status": "failed", "error": reason or printable(result.text, 200)}
    return replace(result, status=200, text=json.dumps(failure))


def _about(
    profile: Profile, operation: Operation | CallStep, about: tuple[str, ...]
) -> tuple[str, ...]:
    return about or (("prompt",) if operation is profile.generate else ())


def _is_done(places: AnswerPlaces, document: Document, answer: Answer, *, wants_id: bool) -> bool:
    """Whether a job is done: by its status word, else because its result is there."""
    if answer.status == "done" or any(document.all(places.done_when, _present)):
        return True
    return not wants_id and not answer.word and answer.output_url is not None


def _present(value: Any) -> bool | None:
    return True if value else None


def _refuse_without(
    profile: Profile,
    places: AnswerPlaces,
    document: Document,
    reply: Reply,
    about: tuple[str, ...],
    *,
    wants_id: bool,
) -> None:
    """Raise for a job that is done and has no result, if there is a reason; always for an id."""
    reason = document.reason(places.error if wants_id else ())
    if reason:
        raise classify.failed_job(profile, reason, reply, about)
    if wants_id:
        raise without("an ID", "no_id", reply, about)


def read_answer(
    places: AnswerPlaces, document: Document, creates: Literal["character", "film", ""] = ""
) -> Answer:
    """The values at their places in an answer that is not an error.

    What it `creates` says where other services have the same ids.
    """
    is_film = creates == "film"
    job_ids = answers.FILM_JOBS if is_film else answers.JOBS
    remote_id = document.id(places.remote_id, answers.CHARACTERS if creates == "character" else ())
    word = document.word(places.status, places.statuses)
    return Answer(
        state="pending" if remote_id is None else "done",
        job_id=document.id(places.job_id, job_ids if creates else ()),
        remote_id=remote_id,
        username=document.id(places.username),
        name=document.first(places.name, answers.text_of),
        avatar_url=document.first(places.avatar_url, answers.text_of),
        output_url=document.film(places.output_url) if is_film else None,
        expires_at=document.first(places.expires_at, moment),
        status=None if word is None else status.normalise(word, places.statuses),
        word="" if word is None else str(word),
        cost=costs.read(places, document),
    )


def moment(value: Any) -> int | None:
    """A moment in an answer, in milliseconds: seconds since the epoch, or a text of RFC 3339."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value * 1000) if abs(value) < _LATEST_S else None  # None for NaN, too
    try:
        return from_text(str(value)) if value is not None else None
    except ValueError:
        return None


def parsed_reply(profile: Profile, places: AnswerPlaces, reply: Reply) -> Document:
    """The JSON of a reply that is not an error; anything else raises Refused."""
    document = _document(profile, places, reply, ())
    if status.normalise(document.word(places.status, places.statuses), places.statuses) is None:
        _refuse_error(profile, document, reply, (), has_code=document.has_code)
    return document


def read_check(profile: Profile, places: AnswerPlaces, reply: Reply) -> None:
    """Raise Refused for an answer that is an error; an empty one is a plain yes."""
    if not _is_empty(reply):
        parsed_list(profile, places, reply)


def read_cancel(profile: Profile, places: AnswerPlaces, reply: Reply) -> status.Status:
    """What became of a film whose end was asked for: `failed` if it was cancelled.

    An empty answer, and an object that names no status, is a plain yes. Raises Refused for an
    error, for what is not an object, and for a status that nobody knows: they cancel nothing.
    """
    if _is_empty(reply):
        return "failed"
    document = parsed_list(profile, places, reply)
    if not isinstance(document.whole, dict):
        raise classify.not_understood(profile, reply)
    answer = read_answer(places, document)
    if answer.word and answer.status is None:
        text = f"the provider answered {printable(answer.word, 60)!r}, which says nothing of an end"
        raise classify.failure(text, "not_understood", reply)
    return answer.status or "failed"


def _is_empty(reply: Reply) -> bool:
    """Whether a reply is a success without a body."""
    return reply.status < 300 and not reply.text.strip()  # noqa: PLR2004 - all are successes


def parsed_list(profile: Profile, places: AnswerPlaces, reply: Reply) -> Document:
    """The same for a list: what its items say is not about the reply."""
    document = _document(profile, places, reply, (), takes_lists=True)
    envelope = document.envelope
    _refuse_error(profile, envelope, reply, (), has_code=envelope.has_code)
    return document


def _document(
    profile: Profile,
    places: AnswerPlaces,
    reply: Reply,
    about: tuple[str, ...],
    *,
    takes_lists: bool = False,
) -> Document:
    """A reply as JSON; raise Refused for an HTTP error, and for an envelope that says no."""
    if reply.status >= 300:  # noqa: PLR2004 - redirects are not answers, and above are errors
        if _was_taken(places, reply):
            raise classify.not_understood(profile, reply, about)
        raise classify.refused(profile, reply, about)
    try:
        document = answers.read(reply.text, places.prefix, places.json_strings)
    except ValueError:
        raise classify.not_json(profile, reply) from None
    is_list = takes_lists and isinstance(document.whole, list)
    if not document.views and not is_list:
        raise classify.not_understood(profile, reply, about)
    if any(document.allows(place, allowed) is False for place, allowed in places.ok.items()):
        raise _refusal(profile, document, reply, about)
    return document


def _was_taken(places: AnswerPlaces, reply: Reply) -> bool:
    """Whether an HTTP error has the ID of a job on its way, and no complaint: it may be paid."""
    try:
        document = answers.read(reply.text, places.prefix, places.json_strings)
    except ValueError:
        return False
    word = status.normalise(document.word(places.status, places.statuses), places.statuses)
    if word in {None, "failed"} or document.has_error or document.complaint.message:
        return False
    return document.id((*places.job_id, *places.remote_id), answers.JOBS) is not None


def _refuse_error(
    profile: Profile,
    document: Document,
    reply: Reply,
    about: tuple[str, ...],
    *,
    has_code: bool,
) -> None:
    """Raise for a failure inside a 200: an `error`, or a code that counts as one."""
    if document.has_error or has_code:
        raise _refusal(profile, document, reply, about)


def _refusal(
    profile: Profile, document: Document, reply: Reply, about: tuple[str, ...]
) -> ProviderError:
    """The error of a failure inside a 200; a code alone does not say that nothing was done."""
    is_explained = document.complaint.message or document.complaint.status or document.has_error
    if is_explained:
        return classify.refused(profile, reply, about)
    return classify.not_understood(profile, reply, about)


def _failed(
    profile: Profile,
    places: AnswerPlaces,
    document: Document,
    reply: Reply,
    about: tuple[str, ...],
    word: str,
) -> ProviderError:
    reason = document.reason(places.error) or document.complaint_of_job.message
    said = complaints.sentence(reason) if reason else ""
    return classify.failed_job(profile, said or "", reply, about, word=word)


def without(thing: str, cause: str, reply: Reply, about: tuple[str, ...] = ()) -> ProviderError:
    """The error for an answer that is valid, but has no such thing in it."""
    text = printable(reply.text.strip(), 200)
    message = f"the provider answered without {thing}: {text}"
    return classify.failure(message, cause, reply, about=about)

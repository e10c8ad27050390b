"""A queue that answers with the state alone: the result is fetched once the job is over."""

from __future__ import annotations

import pytest

from charlib.errors import BadProfile, JobFailed, ProviderError
from charlib.providers import engine
from tests.providers.saying import bundled, making, profile, reply

COMFY = bundled("comfy-router")
QUEUED = {"request_id": "r", "status": "IN_QUEUE"}
OVER = {"request_id": "r", "status": "COMPLETED"}
FAILED = {**OVER, "error_type": "content_policy"}
FILM = {"code": 0, "data": [{"outputs": [{"type": "video", "url": "https://h.example/f.mp4"}]}]}


@pytest.mark.parametrize(
    ("state", "is_over"), [(QUEUED, False), (OVER, True), (FAILED, True), ("<html>", False)]
)
def test_a_job_is_over_by_its_state(state: object, is_over: bool) -> None:  # noqa: FBT001 - a table
    """A failure is an end too; a web page says nothing."""
    poll = making(COMFY.generate).poll
    assert poll is not None
    assert engine.is_over(poll, reply(state)) is is_over
    assert not engine.is_over(poll, reply(state, 502))


def test_the_result_of_a_job_is_the_vendors_own() -> None:
    """The film is found in the vendor's answer, which has no state of the queue."""
    result = engine.result_of(reply(OVER), reply(FILM))
    answer = engine.read_poll(COMFY, making(COMFY.generate), result, wants_id=False)

    assert (answer.state, answer.output_url) == ("done", "https://h.example/f.mp4")


@pytest.mark.parametrize("status", [400, 404, 409, 410, 422])
def test_a_job_without_a_result_has_failed(status: int) -> None:
    """The queue has ended the job: what stands in place of its result is the reason."""
    refusal = reply({"detail": [{"msg": "The clip is too dark"}]}, status)
    result = engine.result_of(reply(FAILED), refusal)

    with pytest.raises(JobFailed, match="The clip is too dark"):
        engine.read_poll(COMFY, making(COMFY.generate), result, wants_id=False)


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_trouble_on_the_way_to_a_result_is_no_failure_of_the_job(status: int) -> None:
    """A wrong key or a busy server says nothing about the film: it is asked for again."""
    result = engine.result_of(reply(OVER), reply({"detail": "Try later"}, status))

    with pytest.raises(ProviderError) as caught:
        engine.read_poll(COMFY, making(COMFY.generate), result, wants_id=False)
    assert not isinstance(caught.value, JobFailed)


def test_a_result_needs_the_jobs_id_only() -> None:
    """A profile whose result wants another value is refused."""
    toml = """
    name = "q"
    http = { base_url = "https://h.example" }
    [generate]
    call = { path = "/f", fields = { prompt = "prompt" } }
    answer = { job_id = "id" }
    [generate.poll]
    call = { method = "GET", path = "/f/{job_id}/status" }
    result = { method = "GET", path = "/f/{MORE}" }
    answer = { status = "status" }
    """
    assert profile(toml.replace("MORE", "job_id")).generate
    with pytest.raises(BadProfile, match="field 'model' is not one of job_id"):
        profile(toml.replace("MORE", "model"))

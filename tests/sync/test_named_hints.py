"""A hint about a job names the job: no placeholder stands where the value is known."""

from __future__ import annotations

import re

import pytest

from charlib.domain.jobs import Job, Outcome
from charlib.errors import ProviderError
from charlib.hints import Call
from charlib.providers.replies.classify import Cause, causes
from charlib.sync.report import Report

from .stage import ASYNC, SYNC, Stage

TASK = Job("task", 7, "task 7", "home", "queued", {}, "v_1", None, None, 0, uid="t")
FACE = Job("binding", 3, "@mia", "home", "sending", {}, "v_1", None, None, 0, uid="b")
VOICE = FACE._replace(label="the voice of @mia", uid="v", voice_uid="s")
UNKNOWN = {"URL", "ID", "P", "NEW_NAME", "NEW_TEXT", "START,END", "SOURCE"}
"""What nobody but a person can know, or only the order of a creation does."""


def values(cause: Cause | None, job: Job) -> list[str]:
    """The values in the hint that a report gives with a job's error."""
    report = Report()
    key = (job.what, job.uid)
    state = "failed"
    report.outcomes[key] = Outcome(state, error="no", error_kind=cause.key if cause else None)
    report.jobs[key], report.prompts["t"] = job, "@mia walks"
    error = report.error_of(*key)
    assert error is not None
    calls = [part for part in error.hint.parts if isinstance(part, Call)]
    return [str(value) for each in calls for value in (*each.words, *dict(each.options).values())]


def words(cause: Cause | None, job: Job) -> list[str]:
    """Those of them that are in capitals."""
    return [value for value in values(cause, job) if re.fullmatch(r"[A-Z_,]+", value)]


@pytest.mark.parametrize("job", [TASK, FACE, VOICE], ids=["task", "character", "voice"])
def test_no_cause_leaves_a_placeholder_that_is_known(job: Job) -> None:
    """The account, the character, the task and its prompt are in every hint that speaks of them."""
    for cause in causes().values():
        for variant in (cause, *cause.variants.values()):
            if job is not TASK and variant.about == "prompt":
                continue
            left = set(words(variant, job)) - UNKNOWN
            about_faces = {"HANDLE"} if job is TASK and variant.about != "prompt" else set()
            assert left <= about_faces, variant.key


def test_hints_about_a_voice_call_it_as_commands_do() -> None:
    """`resolve voice:mia` settles it, and `show mia` shows it: both work as they stand."""
    seen = {
        value
        for cause in causes().values()
        for variant in (cause, *cause.variants.values())
        for value in values(variant, VOICE)
    }
    assert {"voice:mia", "mia"} <= seen
    assert not [value for value in seen if "the voice of" in value]


def test_a_refused_creation_names_its_window_and_its_source(stage: Stage) -> None:
    """The hint of a refused window is a command that works as it stands."""
    message = "timestamps are out of range"
    stage.strike("status", "POST", "/characters", status=400, message=message)
    with stage.open(SYNC) as lib:
        with pytest.raises(ProviderError, match="window") as told:
            lib.create("mia", url=stage.film, window="5,8", keep=False)

        assert "'5,8'" in told.value.hint
        assert stage.film in told.value.hint


def test_a_failed_film_names_the_prompt_to_generate_again(stage: Stage) -> None:
    """`sync --retry` sends no film again, so nothing advises it for one."""
    with stage.open(ASYNC) as lib:
        stage.strike("status", "POST", "/videos", status=402)
        with pytest.raises(ProviderError, match="credit") as told:
            lib.generate("a street", params=dict([ASYNC.length]))
        late = {"code": "expired", "message": "the task has expired"}
        stage.strike("job_fails", "POST", "/videos", **late)
        lib.generate("a house", params=dict([ASYNC.length]), wait=False)

        assert "lib.generate('a street')" in told.value.hint
        assert "lib.generate('a house')" in lib.sync().remedy

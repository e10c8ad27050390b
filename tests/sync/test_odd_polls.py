"""Answers to polls that are about something else, or say what nobody knows."""

from __future__ import annotations

import pytest

from charlib.errors import ProviderError

from .stage import SYNC, Stage

LENGTH = dict([SYNC.length])


def test_an_answer_about_another_task_is_not_believed(stage: Stage) -> None:
    """A proxy mixes up two answers: the film of the other one is not taken, and asked for again."""
    with stage.open(SYNC) as lib:
        lib.generate("a street", params=LENGTH)
        (first,) = lib.tasks.list()
        mixed = {"id": first.remote_id, "status": "completed", "video_url": first.output_url}
        stage.strike("error_in_200", "GET", "/generations/", body=mixed)
        lib.generate("another street", params=LENGTH)
        task = lib.tasks.list()[0]

    assert (task.prompt, task.state, task.error) == ("another street", "done", None)
    assert task.output_url != first.output_url
    assert len(stage.generations) == 2


def test_only_answers_about_another_task_are_told(stage: Stage) -> None:
    """The run ends with the reason, the task stays as it was, and `sync` asks again."""
    with stage.open(SYNC) as lib:
        lib.generate("a street", params=LENGTH)
        (first,) = lib.tasks.list()
        mixed = {"id": first.remote_id, "status": "completed", "video_url": first.output_url}
        stage.strike("error_in_200", "GET", "/generations/", body=mixed, times=0)
        with pytest.raises(ProviderError, match="answered about another task"):
            lib.generate("another street", params=LENGTH)
        stage.server.faults.clear()
        lib.sync()

        assert [task.state for task in lib.tasks.list()] == ["done", "done"]


def test_a_film_under_a_word_that_nobody_knows_is_told(stage: Stage) -> None:
    """It may be a preview: nothing is fetched, the run ends early, and `sync` asks again."""
    body = {"id": "x", "status": "polished", "video_url": stage.film}
    stage.strike("error_in_200", "GET", "/generations/", body=body, times=0)
    with stage.open(SYNC) as lib:
        with pytest.raises(ProviderError, match="names a film, and calls the task 'polished'"):
            lib.generate("a street", params=LENGTH)
        (task,) = lib.tasks.list()
        assert (task.state, task.output) == ("queued", None)
        assert "'polished'" in str(task.error)
        assert len(stage.requests("GET", "/generations/")) < 10
        stage.server.faults.clear()
        lib.sync()
        (task,) = lib.tasks.list()
    assert (task.state, task.error) == ("done", None)
    assert len(stage.generations) == 1

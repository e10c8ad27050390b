"""Answers to polls that are about something else, or say what nobody knows."""

from __future__ import annotations

import pytest

from charlib.domain.jobs import Outcome
from charlib.errors import CharlibError, ProviderError

from .stage import ASYNC, SYNC, Stage

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


@pytest.mark.parametrize(
    ("host", "taken"), [("", False), ("localhost", True)], ids=["same host", "another host"]
)
def test_an_answer_about_a_task_of_another_account(stage: Stage, host: str, *, taken: bool) -> None:
    """At the same host it is doubted as one of this account; IDs of two services may be equal."""
    with stage.open(SYNC) as lib:
        base = stage.server.bases["sync"]
        other = base.replace("127.0.0.1", host) if host else base
        lib.accounts.add("other", profile=SYNC.profile, base_url=other, key_env=SYNC.key_env)
        lib.generate("a street", account="other", params=LENGTH)
        (first,) = lib.tasks.list()
        mixed = {"id": first.remote_id, "status": "completed", "video_url": first.output_url}
        stage.strike("error_in_200", "GET", "/generations/", body=mixed)
        lib.generate("another street", account="main", params=LENGTH)
        task = lib.tasks.list()[0]
    assert (task.state, task.account) == ("done", "main")
    assert (task.output_url == first.output_url) is taken
    assert len(stage.generations) == 2


@pytest.mark.parametrize(
    ("known", "state"), [("task_0123456789", "unknown"), ("7", "done")], ids=["long", "counter"]
)
def test_an_id_that_another_account_has(stage: Stage, known: str, state: str) -> None:
    """A film that was sent is not taken for another account's; short IDs may be counters."""
    with stage.open(SYNC) as lib:
        base = stage.server.bases["sync"]
        lib.accounts.add("other", profile=SYNC.profile, base_url=base, key_env=SYNC.key_env)
        lib.generate("a street", account="other", params=LENGTH)
        with lib._session.store.settle() as writer:
            uid = lib.tasks.list()[0].uid
            writer.jobs.record("task", uid, Outcome("done", remote_id=known), states=("done",))
        body = {"id": known, "status": "queued"}
        stage.strike("error_in_200", "POST", "/generations", body=body)
        done = {"id": known, "status": "completed", "video_url": stage.film}
        stage.strike("error_in_200", "GET", "/generations/", body=done)
        if state == "unknown":
            with pytest.raises(CharlibError):
                lib.generate("another street", account="main", params=LENGTH)
        else:
            lib.generate("another street", account="main", params=LENGTH)
        task = lib.tasks.list()[0]
    assert (task.account, task.state) == ("main", state)


def test_an_answer_about_another_creation_is_not_believed(stage: Stage) -> None:
    """The character of the other one is not taken, and the own one is asked for again."""
    with stage.open(ASYNC) as lib:
        lib.create("tom", url=stage.film, window="1,4")
        (tom,) = lib.show("tom").bindings
        (answer,) = [seen for seen in stage.requests("GET") if "task" in seen.path][-1:]
        mixed = {
            "task_id": answer.path.rpartition("/")[2],
            "status": "completed",
            "character_id": tom.remote_id,
        }
        stage.strike("error_in_200", "GET", answer.path.rpartition("/")[0], body=mixed)
        lib.create("mia", url=stage.film, window="5,8")
        (mia,) = lib.show("mia").bindings
    assert mia.state == "ready"
    assert mia.remote_id != tom.remote_id
    assert len(stage.characters) == 2


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

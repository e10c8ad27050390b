"""The writing verbs: whole transactions, refused nonsense, and leases that only one can hold."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from charlib.config import Clock, Home
from charlib.domain.character.draft import BindingDraft, CharacterDraft
from charlib.domain.choices import BINDING_STATES, TASK_STATES
from charlib.domain.jobs import Outcome
from charlib.domain.search.tree import Everything
from charlib.domain.windows.window import Window
from charlib.errors import Conflict, NotFound
from charlib.store.store import Store
from charlib.store.write.transaction import Transaction

from .filling import PLANNED, URL, Filled, an_account


def counts(store: Store) -> list[tuple[str, int]]:
    """The tags with how many characters have them."""
    return [(tag.name, tag.characters) for tag in store.read.tags.all()]


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    """An exception inside `writing` leaves nothing of what was written before it."""

    def write_and_stop() -> None:
        with store.write() as writer:
            an_account(writer)
            writer.characters.add(writer.projects.add("pilot"), "mia", tags=["hero"])
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write_and_stop()

    assert store.read.accounts.all() == []
    assert list(store.read.characters.search(Everything()).people) == []
    assert store.read.tags.all() == []
    assert [project.slug for project in store.read.projects.all()] == ["default"]


def test_a_refused_statement_undoes_the_transaction(filled: Filled) -> None:
    """A row that SQLite refuses takes with it what was written before it in its transaction."""

    def write_and_be_refused() -> None:
        with filled.store.write() as writer:
            writer.projects.add("sequel")
            writer.sources.add_window(filled.source, filled.mia, Window(3000, 1000))

    with pytest.raises(Conflict):
        write_and_be_refused()

    assert filled.store.read.projects.by_slug("sequel") is None


def test_a_store_can_write_after_a_failure(filled: Filled) -> None:
    """A transaction that failed does not stand in the way of the next one."""
    with pytest.raises(Conflict), filled.store.write() as writer:
        writer.projects.add("pilot")
    with filled.store.write() as writer:
        writer.projects.add("sequel")

    assert filled.store.read.projects.by_slug("sequel") is not None


BAD: dict[str, Callable[[Transaction, Filled], Any]] = {
    "a window that begins before 0": lambda w, f: w.sources.add_window(
        f.source, f.mia, Window(-1, 9)
    ),
    "a window that ends as it begins": lambda w, f: w.sources.add_window(
        f.source, f.mia, Window(9, 9)
    ),
    "a window that ends before": lambda w, f: w.sources.add_window(f.source, f.mia, Window(9, 8)),
    "a binding's state nobody knows": lambda w, f: w.jobs.add_binding(
        f.mia, f.account, state="lost", method="url"
    ),
    "a ready binding without an id": lambda w, f: w.jobs.add_binding(
        f.mia, f.account, state="ready", method="url"
    ),
    "a binding made ready without one": lambda w, _: w.jobs.record(
        "binding", PLANNED, Outcome("ready")
    ),
    "a task's state nobody knows": lambda w, f: w.jobs.add_task(
        f.account, state="ready", request=None
    ),
    "a source of no kind": lambda w, _: w.sources.record("disc", "ref"),  # type: ignore[arg-type]
    "a task's output without its task": lambda w, _: w.sources.record("task", "task:x"),
    "a source shorter than nothing": lambda w, _: w.sources.record("url", "other", duration_ms=-1),
    "a text for a number": lambda w, _: w.sources.record("url", "other", duration_ms="long"),
    "two sources of one label": lambda w, _: w.sources.record("url", "other", label="clip"),
    "two tasks of one remote id": lambda w, f: w.jobs.add_task(
        f.account, state="done", request=None, remote_id="video_1"
    ),
    "a project that is not there": lambda w, _: w.characters.add(404, "zoe"),
}


@pytest.mark.parametrize("act", BAD.values(), ids=BAD.keys())
def test_nonsense_is_refused(act: Callable[[Transaction, Filled], Any], filled: Filled) -> None:
    """The schema refuses what no library should hold, and the refusal is told as a conflict."""
    with pytest.raises(Conflict, match="refused the change"), filled.store.write() as writer:
        act(writer, filled)


@pytest.mark.parametrize("state", BINDING_STATES)
def test_every_binding_state_can_be_kept(state: str, filled: Filled) -> None:
    """The schema knows every state of a binding that the domain knows."""
    with filled.store.write() as writer:
        writer.jobs.add_binding(
            filled.tom, filled.account, uid="u", state=state, method="url", remote_id="ch_9"
        )

    assert filled.store.read.jobs.states("binding", ["u"]) == {"u": state}


@pytest.mark.parametrize("state", TASK_STATES)
def test_every_task_state_can_be_kept(state: str, filled: Filled) -> None:
    """The schema knows every state of a task that the domain knows."""
    with filled.store.write() as writer:
        writer.jobs.add_task(filled.account, uid="u", state=state, request=None)

    assert filled.store.read.jobs.states("task", ["u"]) == {"u": state}


TAKEN: dict[str, Callable[[Transaction, Filled], Any]] = {
    "project 'pilot' exists": lambda w, _: w.projects.add("pilot"),
    "account 'main' exists": lambda w, _: an_account(w),
    "@tom exists": lambda w, _: w.characters.add(w.projects.id("default"), "tom"),
}


@pytest.mark.parametrize(("says", "act"), TAKEN.items())
def test_a_taken_name_is_a_conflict(
    says: str, act: Callable[[Transaction, Filled], Any], filled: Filled
) -> None:
    """A name that is taken is refused with the command that shows who has it."""
    with pytest.raises(Conflict, match=says) as caught, filled.store.write() as writer:
        act(writer, filled)

    assert caught.value.hint.startswith("lib.")


def test_an_account_in_use_is_not_removed(filled: Filled) -> None:
    """An account that bindings, tasks or prompts belong to stays; one without them goes."""
    with pytest.raises(Conflict, match="2 bindings"), filled.store.write() as writer:
        writer.accounts.remove(filled.account)
    with filled.store.write() as writer:
        writer.accounts.remove(an_account(writer, "spare"))

    assert [account.name for account in filled.store.read.accounts.all()] == ["main"]


def test_a_profiles_text_is_kept_until_a_newer_one_comes(filled: Filled) -> None:
    """Accounts of one profile share its kept text; an empty text does not wipe it out."""
    with filled.store.write() as writer:
        writer.accounts.add("second", "sandbox", "", None, None)
    main = filled.store.read.accounts.by_name("main")
    assert main is not None
    assert main.profile_toml == "title = 'kept'"

    with filled.store.write() as writer:
        writer.accounts.add("third", "sandbox", "title = 'newer'", None, None)
    assert {account.profile_toml for account in filled.store.read.accounts.all()} == {
        "title = 'newer'"
    }


def test_a_claim_is_exclusive(filled: Filled) -> None:
    """Of several that want a job only the first gets it."""
    with filled.store.settle() as writer:
        taken = [
            writer.jobs.claim("binding", PLANNED, owner=owner, until=9) for owner in ("one", "two")
        ]

    assert taken == [1, 0], "the number of the send"
    (job,) = filled.store.read.jobs.open("binding")
    assert (job.state, job.lease_owner, job.lease_until) == ("sending", "one", 9)


@pytest.mark.usefixtures("filled")
def test_a_claim_is_exclusive_across_connections(place: Home) -> None:
    """Four writers of one library at once: exactly one of them takes the job."""

    def claim(owner: str) -> int:
        other = Store(place, Clock())
        try:
            with other.settle() as writer:
                return writer.jobs.claim("binding", PLANNED, owner=owner, until=9)
        finally:
            other.close()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(claim, "abcd"))

    assert sorted(taken) == [0, 0, 0, 1]


def test_an_outcome_lets_go_of_the_lease(filled: Filled) -> None:
    """Recording an outcome frees the job, keeps what it says nothing of, and clears old errors."""
    with filled.store.settle() as writer:
        writer.jobs.claim("binding", PLANNED, owner="me", until=9)
        writer.jobs.record("binding", PLANNED, Outcome("planned", error="busy", raw="429"))
        writer.jobs.record("binding", PLANNED, Outcome("processing", job_id="j"))

    (job,) = filled.store.read.jobs.open("binding")
    (tom,) = filled.store.read.characters.by_ids([filled.tom])
    assert (job.lease_owner, job.lease_until, job.remote_id) == (None, None, "j")
    assert tom.bindings[0].error is None
    assert filled.store.read.jobs.raw_answer(filled.planned) == "429"


def test_tags_are_given_and_taken_once(filled: Filled) -> None:
    """Giving and taking tags answers how many links changed, and stamps who changed."""
    people = [filled.mia, filled.tom]
    with filled.store.write() as writer:
        assert writer.tags.add(people, ["hero", "season1", "season1"]) == 3
        assert writer.tags.add(people, ["hero"]) == 0
        assert writer.tags.remove(people, ["season1", "nobody-has-it"]) == 2
        now = writer.now

    mia, tom = filled.store.read.characters.by_ids(people)
    assert mia.tags == tom.tags == ("hero",)
    assert mia.updated_at == tom.updated_at == now


def test_an_untouched_character_keeps_its_time(filled: Filled) -> None:
    """Tagging that changes nothing is no change."""
    (before,) = filled.store.read.characters.by_ids([filled.mia])
    with filled.store.write() as writer:
        writer.tags.add([filled.mia], ["hero"])

    assert filled.store.read.characters.by_ids([filled.mia]) == [before]


def test_a_tag_is_renamed(filled: Filled) -> None:
    """A tag that gets a new name keeps its characters."""
    with filled.store.write() as writer:
        assert writer.tags.rename("hero", "lead") is False
        assert writer.tags.rename("lead", "lead") is False

    assert counts(filled.store) == [("lead", 1)]


def test_a_tag_renamed_to_another_becomes_one_with_it(filled: Filled) -> None:
    """Renaming to a name that exists merges the two; who had both has it once."""
    with filled.store.write() as writer:
        writer.tags.add([filled.mia, filled.tom], ["lead"])
        writer.tags.add([filled.tom], ["extra"])
        assert writer.tags.rename("hero", "lead") is True
        assert writer.tags.rename("extra", "lead") is True

    assert counts(filled.store) == [("lead", 2)]


def test_a_tag_nobody_knows_cannot_be_renamed(filled: Filled) -> None:
    """Renaming a tag that does not exist says so."""
    with pytest.raises(NotFound, match="villain"), filled.store.write() as writer:
        writer.tags.rename("villain", "hero")


def test_a_source_is_recorded_once(filled: Filled) -> None:
    """A source seen again is the same one; new facts are added and old ones kept."""
    with filled.store.write() as writer:
        again = writer.sources.record("url", URL, width=640, duration_ms=None)

    clip = filled.store.read.sources.by_id(again)
    assert again == filled.source
    assert clip is not None
    assert (clip.label, clip.duration_ms, clip.width) == ("clip", 15_000, 640)


def test_a_task_is_recorded_once(filled: Filled) -> None:
    """A provider's task is known by account and id; one that is new is of unknown state."""
    with filled.store.write() as writer:
        assert writer.jobs.task_of(filled.account, "video_1") == filled.task
        other = writer.jobs.task_of(an_account(writer, "other"), "video_1")
        assert writer.jobs.task_of(filled.account, "video_2") not in {filled.task, other}

    assert other != filled.task
    assert "unknown" in {task.state for task in filled.store.read.tasks.all() if task.id == other}


def test_is_bound_means_a_provider_may_know_it(filled: Filled) -> None:
    """A character is bound while a binding is open, ready or unknown, and not when all failed."""
    with filled.store.write() as writer:
        assert writer.characters.is_bound(filled.mia)
        assert writer.characters.is_bound(filled.tom)
        writer.jobs.record("binding", PLANNED, Outcome("unknown"))
        assert writer.characters.is_bound(filled.tom)
        writer.jobs.record("binding", PLANNED, Outcome("failed"))
        assert not writer.characters.is_bound(filled.tom)


def _draft(account: int, remote_id: str | None, window: Window | None) -> CharacterDraft:
    state = "ready" if remote_id else "failed"
    bound = BindingDraft(account, state, "url", remote_id, None, None, URL, window, None)
    return CharacterDraft(1, "mia", "", "", "", "", (), (bound,), None, None)


@pytest.mark.parametrize(
    ("remote_id", "window", "is_new"),
    [
        ("ch_1", None, False),
        ("ch_2", Window(5000, 8000), True),
        (None, Window(5000, 8000), False),
        (None, Window(0, 1000), True),
        (None, None, True),
    ],
)
def test_a_binding_is_recognised_by_its_id_or_window(
    remote_id: str | None, window: Window | None, *, is_new: bool, filled: Filled
) -> None:
    """An import recognises a binding by its remote id, or, without one, by its window."""
    with filled.store.write() as writer:
        draft = _draft(filled.account, remote_id, window)
        assert writer.bulk.renew([(filled.mia, draft)]) == ({filled.mia} if is_new else set())
        assert writer.bulk.renew([(filled.mia, draft)]) == (
            {filled.mia} if remote_id is None and window is None else set()
        )


def test_a_row_that_is_not_there_is_named(store: Store) -> None:
    """Editing a character that does not exist says so."""
    with pytest.raises(NotFound, match="no character 404"), store.write() as writer:
        writer.characters.edit(404, name="x")

"""What is planned again after a failure: the newest try of each character, never a generation."""

from __future__ import annotations

from typing import Any

from charlib.store.write.transaction import Transaction

from .filling import Filled, an_account


def failing(writer: Transaction, filled: Filled, **columns: Any) -> int:
    """Add a binding of Tom's that failed."""
    return writer.jobs.add_binding(
        filled.tom, filled.account, state="failed", method="url", error="x", **columns
    )


def states(filled: Filled, *ids: int) -> list[str]:
    """The states of bindings, in the order of their ids."""
    people = filled.store.read.characters.by_ids([filled.mia, filled.tom])
    by_id = {binding.id: binding.state for person in people for binding in person.bindings}
    return [by_id[id_] for id_ in ids]


def test_only_the_newest_failure_is_planned_again(filled: Filled) -> None:
    """Of several failed bindings of a character at an account the last is tried again, alone."""
    with filled.store.write() as writer:
        older, newer = failing(writer, filled, request={}), failing(writer, filled, request={})
        writer.jobs.replan_failed()

    assert states(filled, older, newer) == ["failed", "planned"]
    assert filled.store.read.characters.by_ids([filled.tom])[0].bindings[-1].error is None


def test_a_failure_that_was_followed_by_another_try_stays(filled: Filled) -> None:
    """A failed binding is not sent again when a later one of that character came to life."""
    with filled.store.write() as writer:
        old = failing(writer, filled, request={})
        writer.jobs.add_binding(
            filled.tom, filled.account, state="ready", method="url", remote_id="ch_3"
        )
        writer.jobs.replan_failed()

    assert states(filled, old) == ["failed"]


def test_failures_at_other_accounts_are_judged_apart(filled: Filled) -> None:
    """A later binding at another account does not supersede a failure."""
    with filled.store.write() as writer:
        old = failing(writer, filled, request={})
        other = an_account(writer, "other")
        writer.jobs.add_binding(filled.tom, other, state="ready", method="url", remote_id="ch_3")
        writer.jobs.replan_failed()

    assert states(filled, old) == ["planned"]


def test_what_cannot_be_sent_again_is_not_planned(filled: Filled) -> None:
    """Without a kept request, or when it is rejected or unknown, a binding stays as it is."""
    kept = []
    with filled.store.write() as writer:
        kept.append(failing(writer, filled))
        for state in ("rejected", "unknown", "gone"):
            binding_id = writer.jobs.add_binding(
                filled.mia, filled.account, state=state, method="url", request={}
            )
            kept.append(binding_id)
            writer.jobs.replan_failed()

    assert states(filled, *kept) == ["failed", "rejected", "unknown", "gone"]


def test_a_trashed_characters_failure_stays(filled: Filled) -> None:
    """Nothing is planned for a character that was thrown away."""
    with filled.store.write() as writer:
        old = failing(writer, filled, request={})
        writer.characters.put_away([filled.tom])
        writer.jobs.replan_failed()

    assert states(filled, old) == ["failed"]


def test_failed_generations_are_never_planned_again(filled: Filled) -> None:
    """A generation is paid for when it is sent: retrying leaves tasks alone."""
    with filled.store.write() as writer:
        writer.jobs.add_task(filled.account, uid="u", state="failed", request={})
        writer.jobs.replan_failed()

    assert filled.store.read.jobs.states("task", ["u"]) == {"u": "failed"}

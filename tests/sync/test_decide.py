"""The next step of a job, for each state."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.choices import BINDING_STATES, TASK_STATES
from charlib.domain.jobs import Job
from charlib.sync.decide import decide

NOW = 1_000_000
GONE = "host/1/gone"
ALIVE = "host/2/alive"

LEASES: dict[str, tuple[str | None, int | None]] = {
    "none": (None, None),
    "held": (ALIVE, NOW + 1),
    "expired": (ALIVE, NOW),
    "owner gone": (GONE, NOW + 1),
}
PLANNED = {
    None: "send",
    "planned": "wait",
    "sending": "wait",
    "queued": "wait",
    "running": "wait",
    "done": "send",
    "unknown": "send",
    "failed": "fail",
}
"""What is done about a planned job, by the state of the task it is to be made from."""
SENDING = {"none": "lose", "held": None, "expired": "lose", "owner gone": "lose"}
"""What is done about a job that is being sent, by its lease."""
OTHERS = {
    "processing": "poll",
    "queued": "poll",
    "running": "poll",
    "unknown": "poll",
    "done": "fetch",
    "ready": None,
    "rejected": None,
    "failed": None,
    "expired": None,
    "gone": None,
}
STATES = sorted({*BINDING_STATES, *TASK_STATES})


def is_gone(owner: str) -> bool:
    """Whether an owner has ended."""
    return owner == GONE


def job(state: str, *, lease: str = "none", waits_for: str | None = None, **more: Any) -> Job:
    """A job in a state, with a lease of the table."""
    owner, until = LEASES[lease]
    known: dict[str, Any] = {"what": "binding", "id": 1, "created_at": 0, **more}
    return Job(
        label="@mia",
        account="main",
        state=state,
        request={},
        remote_id=None,
        lease_owner=owner,
        lease_until=until,
        waits_for=waits_for,
        **known,
    )


def expected(state: str, lease: str, waits_for: str | None) -> str | None:
    """The step that the tables above name."""
    if state == "planned":
        return PLANNED[waits_for]
    return SENDING[lease] if state == "sending" else OTHERS[state]


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_its_step(state: str) -> None:
    """A job's state, the lease on it, and the task it waits for decide the next step, alone."""
    cases = [(lease, waits_for) for lease in LEASES for waits_for in PLANNED]

    decided = {
        case: decide(job(state, lease=case[0], waits_for=case[1]), NOW, is_gone) for case in cases
    }

    assert {case: step.verb if step else None for case, step in decided.items()} == {
        case: expected(state, *case) for case in cases
    }


jobs = st.builds(
    job,
    st.sampled_from(STATES),
    lease=st.sampled_from(list(LEASES)),
    waits_for=st.sampled_from(list(PLANNED)),
    what=st.sampled_from(["binding", "task"]),
    id=st.integers(1, 30),
    created_at=st.integers(0, 5),
)


@given(jobs)
def test_only_a_planned_job_is_sent(row: Job) -> None:
    """Whatever a job is and whoever holds it, nothing but a planned one is ever sent."""
    step = decide(row, NOW, is_gone)

    is_sent = step is not None and step.verb == "send"
    assert is_sent == (row.state == "planned" and PLANNED[row.waits_for] == "send")
    assert step is None or step.job is row

"""What a service says that a film cost arrives, over the wire, in the words of each dialect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from charlib.domain.money import Cost
from charlib.errors import JobFailed
from charlib.providers import engine
from charlib.providers.messages import Answer
from charlib.providers.profile import Profile
from charlib.providers.transport.client import Client
from charlib.sandbox import Fault, Server
from tests.clocks import Hurried
from tests.providers.saying import bundled, filmed, making

from .cast import KLING, KLING_LEGACY, OMNI, Family
from .test_film_services import Q4, REQUESTS, ROUTER, RUNWAY, XAI

MOST_POLLS = 500
COSTS: dict[Family, tuple[Cost | None, Cost]] = {
    KLING: (None, Cost(Decimal(3), "units")),
    KLING_LEGACY: (None, Cost(Decimal(3), "units")),
    Q4: (Cost(Decimal(80), "credits"), Cost(Decimal(80), "credits")),
    XAI: (None, Cost(Decimal("0.4"), "USD")),
    ROUTER: (None, Cost(Decimal("0.25"), "USD")),
    RUNWAY: (Cost(Decimal("1.8"), "USD", is_estimate=True), Cost(Decimal("1.8"), "USD")),
    OMNI: (None, Cost(Decimal(60), "credits")),
}
"""What the first and the last answer say of a film of five seconds, or of six at Omni."""


@contextmanager
def calling(server: Server, family: Family, own: Profile) -> Iterator[Client]:
    """A client at a family's simulator."""
    key = "sandbox:sandbox-key" if family.key_env == "TWO_KEYS" else "sandbox-key"
    client = Client(server.bases[family.base], own.http, key, Hurried())
    try:
        yield client
    finally:
        client.close()


def begin(client: Client, own: Profile, family: Family) -> Answer:
    """Ask for a film."""
    fragment: dict[str, Any] = REQUESTS.get(family, {})
    seconds = 6 if family is OMNI else 5
    planned = filmed(own, "a street", fragment, key=uuid4().hex, seconds=seconds)
    assert planned.request is not None
    return engine.read_creation(own, making(own.generate), client.send(planned.request))


def finish(client: Client, own: Profile, job_id: str | None) -> Answer:
    """Poll until the film is there."""
    operation = making(own.generate)
    assert operation.poll is not None
    for _ in range(MOST_POLLS):
        question = engine.build(operation.poll.call, {"job_id": job_id})
        answer = engine.read_poll(own, operation, client.send(question), wants_id=False)
        if answer.state == "done":
            return answer
    raise AssertionError("the film is not done")


@pytest.mark.parametrize(("family", "costs"), COSTS.items(), ids=map(str, COSTS))
def test_a_film_says_what_it_cost(
    server: Server, family: Family, costs: tuple[Cost | None, Cost]
) -> None:
    """The first answer has a cost where the service documents one, and the last always."""
    own = bundled(family.profile)
    with calling(server, family, own) as client:
        begun = begin(client, own, family)
        done = finish(client, own, begun.job_id)

    assert (begun.cost, done.cost) == costs


@pytest.mark.parametrize(
    ("family", "cost"),
    [(Q4, Cost(Decimal(80), "credits")), (RUNWAY, Cost(Decimal(0), "USD")), (KLING, None)],
    ids=["charged", "refunded", "without a word"],
)
def test_a_failed_film_says_what_it_cost(server: Server, family: Family, cost: Cost | None) -> None:
    """A task that failed keeps what the provider says of its cost."""
    own = bundled(family.profile)
    server.faults.add(Fault("job_fails", method="POST", message="It was moderated."))
    with calling(server, family, own) as client:
        begun = begin(client, own, family)
        with pytest.raises(JobFailed) as caught:
            finish(client, own, begun.job_id)

    assert caught.value.cost == cost

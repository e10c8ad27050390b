"""The dialects, one file a family; `mounts` puts them under their prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.sandbox.dialects import (
    ark,
    envelopes,
    films,
    kling,
    libraries,
    official,
    queued,
    relay,
    sync,
    task_relays,
    vidu,
)

if TYPE_CHECKING:
    from starlette.routing import Mount

    from charlib.sandbox.simulation import Simulation

_FAMILIES = (official, task_relays, envelopes, kling, vidu, ark, libraries, films)


def mounts(simulation: Simulation) -> list[Mount]:
    """The routes of every dialect; of two prefixes that begin alike, the longer comes first."""
    return [
        sync.mount(simulation),
        queued.mount(simulation),
        relay.mount(simulation, with_model=True),
        relay.mount(simulation, with_model=False),
        *(mount for family in _FAMILIES for mount in family.mounts(simulation)),
    ]

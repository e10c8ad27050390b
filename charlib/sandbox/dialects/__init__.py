"""The dialects, one file each; `mounts` puts them under their prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.sandbox.dialects import (
    ark,
    envelopes,
    kling,
    libraries,
    official,
    queued,
    relay,
    relays,
    sync,
    vidu,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.routing import Mount

    from charlib.sandbox.studio import Studio

PREFIXES: Mapping[str, str] = {
    "sync": sync.PREFIX,
    "async": queued.PREFIX,
    "relay": relay.PREFIX,
    "relay-model": relay.PREFIX_WITH_MODEL,
    "openai": official.PREFIX,
    "multipart": relays.FORMS,
    "tasks": relays.TASKS,
    "evolink": relays.EVOLINK,
    "kie": envelopes.KIE,
    "grsai": envelopes.GRSAI,
    "kling": kling.PREFIX,
    "vidu": vidu.PREFIX,
    "ark": ark.PREFIX,
    "fal": libraries.FAL,
    "higgsfield": libraries.SOUL,
}
"""The path of each dialect's base URL."""


def mounts(studio: Studio) -> list[Mount]:
    """The routes of every dialect; the longer prefix of two that begin alike comes first."""
    return [
        sync.mount(studio),
        queued.mount(studio),
        relay.mount(studio, with_model=True),
        relay.mount(studio, with_model=False),
        *(mount for one in _FAMILIES for mount in one.mounts(studio)),
    ]


_FAMILIES = (official, relays, envelopes, kling, vidu, ark, libraries)

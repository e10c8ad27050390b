"""Services that are given a character's media, or its id, with each film; a file for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.sandbox.dialects.films import (
    comfy,
    dashscope,
    higgsfield_kling,
    minimax,
    omni,
    omni_relays,
    openrouter,
    pixverse,
    runway,
    veo,
    vidu_q4,
    xai,
)

if TYPE_CHECKING:
    from starlette.routing import Mount

    from charlib.sandbox.simulation import Simulation

_SERVICES = (
    omni, omni_relays, comfy, minimax, xai, dashscope, pixverse, openrouter, runway, vidu_q4,
    higgsfield_kling, veo,
)  # fmt: skip


def mounts(simulation: Simulation) -> list[Mount]:
    """The routes of every service."""
    return [mount for service in _SERVICES for mount in service.mounts(simulation)]

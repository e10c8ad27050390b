"""All routes of the studio."""

from __future__ import annotations

from charlib.studio.api import care, cast, moment, pictures, scene, work

ROUTES = tuple(
    route for part in (cast, moment, scene, work, care, pictures) for route in part.table.routes
)

"""All routes of the studio."""

from __future__ import annotations

from charlib.studio.api import (
    care,
    cast,
    faces,
    looks,
    moment,
    persons,
    pictures,
    scenarios,
    scene,
    takes,
    work,
)

ROUTES = tuple(
    route
    for part in (cast, persons, looks, moment, scene, scenarios, work, takes, faces, care, pictures)
    for route in part.table.routes
)

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
    share,
    takes,
    work,
)

ROUTES = tuple(
    route
    for part in (
        cast,
        persons,
        looks,
        moment,
        scene,
        scenarios,
        work,
        share,
        takes,
        faces,
        care,
        pictures,
    )
    for route in part.table.routes
)

"""The document of the API: valid, complete, and true of what is declared."""

from __future__ import annotations

import re

from openapi_spec_validator import validate

from charlib.doors.shapes import SHAPES
from charlib.library import Library
from charlib.studio.routes import ROUTES

from .client import DOCUMENT, Page


def test_the_document_is_openapi() -> None:
    """By the specification's own schema."""
    validate(DOCUMENT)


def test_the_server_serves_it(page: Page) -> None:
    """Without a call that would need it to be there first."""
    assert page.http.get("/api/openapi.json").json() == DOCUMENT


def test_every_route_calls_a_verb_of_the_library(lib: Library) -> None:
    """The page can do nothing that the library cannot; a few routes are about the studio itself."""
    for route in ROUTES:
        owner = lib
        for name in filter(None, route.verb.split(".")):
            owner = getattr(owner, name)
    own = {route.path for route in ROUTES if not route.verb}
    assert own == {"/api/studio", "/api/files", "/api/jobs"}


def test_every_part_of_a_path_is_declared() -> None:
    """And every operation has a name of its own, and a sentence."""
    names = [o["operationId"] for path in DOCUMENT["paths"].values() for o in path.values()]
    assert len(set(names)) == len(names) == len(ROUTES)
    for route in ROUTES:
        in_path = {name for name, field in route.takes.items() if field.place == "path"}
        assert set(re.findall(r"{(\w+)}", route.path)) == in_path
        assert route.about.endswith(".")


def test_reading_changes_nothing() -> None:
    """What changes or spends is never a GET, which other pages could cause."""
    assert [r.path for r in ROUTES if r.method == "GET" and (r.changes or r.spends)] == []


def test_every_shape_is_used() -> None:
    """One that no route answers is a leftover."""
    used = set(re.findall(r"#/components/schemas/(\w+)", str(DOCUMENT)))
    assert used == set(SHAPES)

"""A browser of a kind: it comes in by the address, and holds every answer to the document."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
from openapi_schema_validator import OAS31Validator

from charlib.studio import run
from charlib.studio.openapi import document
from charlib.studio.routes import ROUTES
from tests.limits import HANGS_S

DOCUMENT = document(ROUTES)
QUICK = """
name = "quick"
extends = "openai-videos"

[generate.poll]
interval_s = 0.1
"""
"""The sandbox needs no ten seconds between two questions."""
_PATHS = [
    (re.compile(re.sub(r"{\w+}", "[^/]+", path)), operations)
    for path, operations in sorted(DOCUMENT["paths"].items(), key=lambda item: "{" in item[0])
]


def add_quick(home: Path) -> None:
    """Give a library the profile `quick`."""
    (home / "profiles").mkdir()
    (home / "profiles" / "quick.toml").write_text(QUICK, "utf-8")


def check(method: str, path: str, response: httpx.Response) -> None:
    """Hold an answer to the document of the API."""
    found = next((o for pattern, o in _PATHS if pattern.fullmatch(path)), {}).get(method.lower())
    if response.status_code >= 400:
        content = {"schema": {"$ref": "#/components/schemas/Error"}}
        assert response.headers["content-type"] == "application/json"
    else:
        assert found is not None, f"{method} {path} is not in the document"
        content = found["responses"]["200"]["content"].get("application/json")
    if content is not None:
        schema = {**content["schema"], "components": DOCUMENT["components"]}
        OAS31Validator(schema).validate(response.json())


class Page:
    """The page of a studio, as a client."""

    def __init__(self, studio: run.Studio, *, enters: bool = True) -> None:
        self.studio = studio
        port = studio.listener.getsockname()[1]
        self.origin = f"http://127.0.0.1:{port}"
        self.http = httpx.Client(
            base_url=self.origin, headers={"origin": self.origin}, timeout=60.0
        )
        if enters:
            assert self.http.get(studio.gate.url).status_code == 303

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a route; a test fails if it is an error."""
        return self._json("GET", path, params=query)

    def post(self, path: str, **body: Any) -> Any:
        """The JSON of what a route did."""
        return self._json("POST", path, json=body)

    def error(self, method: str, path: str, status: int, **given: Any) -> dict[str, str]:
        """The error of a route that is to have one."""
        response = self.http.request(method, path, **given)
        assert response.status_code == status, response.text
        check(method, response.request.url.path, response)
        error: dict[str, str] = response.json()["error"]
        return error

    def file(self, path: str, **headers: str) -> httpx.Response:
        """The answer of a route that has a file."""
        response = self.http.get(path, headers=headers)
        assert response.status_code in {200, 206}, response.text
        check("GET", response.request.url.path, response)
        return response

    def done(self, started: Any) -> dict[str, Any]:
        """The result of a job, when it has ended; a test fails if the job did."""
        number = started["job"]["id"]
        with self.events() as events:
            first = [job for job in self.get("/api/jobs")["jobs"] if job["id"] == number]
            told = (event["data"] for event in events if event["event"] == "job")
            for job in (*first, *[]) if first[0]["state"] != "running" else told:
                if job["id"] == number and job["state"] != "running":
                    assert job["state"] == "done", job["error"]
                    result: dict[str, Any] = job["result"]
                    return result
        raise AssertionError("the stream ended before the job")

    @contextmanager
    def events(self, *, last: int | None = None) -> Iterator[Iterator[dict[str, Any]]]:
        """The events from now on; the first says where they begin."""
        headers = {} if last is None else {"last-event-id": str(last)}
        with self.http.stream("GET", "/api/events", headers=headers) as response:
            assert response.status_code == 200
            yield _events(response.iter_lines())

    def _json(self, method: str, path: str, **given: Any) -> Any:
        response = self.http.request(method, path, **given)
        assert response.status_code == 200, response.text
        check(method, response.request.url.path, response)
        return response.json()


def _events(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name in {"event", "id", "data"}:
            event[name] = json.loads(value) if name != "event" else value
        if not line and "event" in event:
            yield event
            event = {}


@contextmanager
def running(**choices: Any) -> Iterator[run.Studio]:
    """A studio in a thread, on a port of its own."""
    ready = threading.Event()
    with run.opened(port=0, on_ready=lambda _: ready.set(), **choices) as studio:
        thread = threading.Thread(target=studio.run)
        thread.start()
        try:
            assert ready.wait(HANGS_S)
            yield studio
        finally:
            studio.server.should_exit = True
            thread.join(HANGS_S)
            assert not thread.is_alive()


def made(page: Page, path: str, **body: Any) -> dict[str, Any]:
    """What a route made, after its plan was shown and confirmed."""
    plan = page.post(path, **body)["plan"]
    return page.done(page.post(path, **body, confirm={n: plan[n] for n in ("count", "costs")}))

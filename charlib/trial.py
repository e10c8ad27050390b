"""Tries a profile: sends its requests to a recorder on this machine, and returns what arrived.

Nothing reaches the network. The media, IDs and keys are made up.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.config import Clock
from charlib.domain.footage.material import Material, Needs, request_value
from charlib.domain.footage.medium import Medium
from charlib.domain.prompts import prompt
from charlib.domain.prompts.asks import Asks
from charlib.domain.prompts.compose import Composition, render
from charlib.domain.prompts.reference import Kind, Slot
from charlib.providers import creation, engine, filming, inventory
from charlib.providers.messages import Answer, Request
from charlib.providers.transport import auth
from charlib.providers.transport.client import Client
from charlib.sandbox import Settings, running

if TYPE_CHECKING:
    from charlib.providers.profile import Call, Http, Operation, Poll, Profile
    from charlib.sandbox import SeenRequest, Server

_SITE = "https://files.example"
_IDS = {"mia": "1001", "tom": "1002"}
"""Made-up IDs: some providers have numbers only."""
_NAMES = {"mia": "Mia", "tom": "Tom"}
_JOB, _KEY = "JOB-ID", "01K-REQUEST-KEY"
_VALUES = {
    "name": "Mia", "look": "a red coat", "description": "a red coat", "handle": "mia", "key": _KEY,
}  # fmt: skip
_SOURCES = {"url": f"{_SITE}/film.mp4", "task": "TASK-ID"}
_OWN_HEADERS = {
    "accept", "accept-encoding", "connection", "content-length", "host", "user-agent",
}  # fmt: skip
_STILLS = 8


class TrialRequest(NamedTuple):
    """A request as it arrived: what it is `for_`, and its headers but those of every request.

    `url` is where it would go. `body` is JSON, or the text of a form; None if it is empty. A
    profile that only renders prompts has one without a method: its body is the prompt, and what
    must accompany it.
    """

    for_: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: Any


def run(profile: Profile) -> list[TrialRequest]:
    """Send every request of a profile once, and return them as they arrived.

    A creation is sent in each way that the profile knows, a film with two characters (one where a
    prompt takes one). Raises BadProfile and InvalidInput for what cannot be built.
    """
    with tempfile.TemporaryDirectory(prefix="charlib-") as folder, running(Settings()) as server:
        trial = _Trial(profile, server, Path(folder))
        sent = [trial.sent(for_, request, http) for for_, request, http in trial.requests()]
        return sent or [trial.rendered()]


@dataclass(frozen=True, slots=True)
class _Trial:
    """A profile, the recorder, and the folder of made-up media."""

    profile: Profile
    server: Server
    folder: Path

    def sent(self, for_: str, request: Request, http: Http) -> TrialRequest:
        """Send a request; what arrived."""
        secret = (auth.form(http) or "YOUR-KEY") if http.header else ""
        with closing(Client(self.server.url, http, secret, Clock(), self.folder)) as client:
            client.send(request)
        return _arrived(for_, self.server.ledger.requests[-1], http.base_url)

    def rendered(self) -> TrialRequest:
        """The prompt of a profile that makes no calls."""
        composition = self._composition()
        body = {"prompt": composition.prompt, "request": composition.request}
        return TrialRequest("a prompt", "", "", {}, body)

    def requests(self) -> Iterator[tuple[str, Request, Http]]:
        """Every request of the profile, with what it is for and where it goes."""
        profile = self.profile
        for operation, made in ((profile.create, self._creations), (profile.generate, self._films)):
            if operation is not None:
                http = operation.http or profile.http
                yield from ((for_, request, http) for for_, request in made(operation))
        for for_, request in self._checks():
            yield for_, request, profile.http

    def _creations(self, create: Operation) -> Iterator[tuple[str, Request]]:
        material = self._material()
        for name, way in create.ways.items():
            fitting = self._fitted(material, way.needs)
            begun = creation.begin(create, _VALUES, material=fitting, way=name)
            yield from _steps(f"a character from {name}", create, begun)
        used = engine.uses(create.call)
        for name, value in _SOURCES.items():
            if {name, "window"} <= used:
                begun = creation.begin(create, {**_VALUES, name: value, "window": "5,8"})
                yield from _steps(f"a character from a {name}", create, begun)
        yield from _poll("the character", create.poll)

    def _films(self, generate: Operation) -> Iterator[tuple[str, Request]]:
        film = filming.film(self.profile, self._composition(), asks=Asks(), params={}, key=_KEY)
        if film.request is not None:
            yield "a film", film.request
        yield from _poll("the film", generate.poll)
        if generate.content is not None:
            yield "the film's file", _about_job(generate.content)
        if generate.cancel is not None:
            yield "cancelling a film", _about_job(generate.cancel.call)
        if generate.listing is not None:
            first = {"number": "1", "offset": "0"}.get(generate.listing.pages)
            values = {"page": first} if first else {}
            yield "the list of films", engine.build(generate.listing.call, values)

    def _checks(self) -> Iterator[tuple[str, Request]]:
        profile = self.profile
        if profile.verify is not None:
            yield "verifying a character", inventory.build_verify(profile, _IDS["mia"])
        if profile.listing is not None:
            yield "the list of characters", inventory.build_list(profile)
        if profile.delete is not None:
            yield "deleting a character", inventory.build_delete(profile, _IDS["mia"])
        if profile.check is not None:
            yield "account check", engine.build(profile.check.call, {})

    # -- made-up people

    def _composition(self) -> Composition:
        reference = self.profile.reference
        text = "@mia walks" if reference.max_per_prompt == 1 else "@mia walks with @tom"
        known = {(None, handle) for handle in _IDS}
        tokens = prompt.parse(text, known)
        slots = [self._slot(handle) for handle in _IDS if f"@{handle}" in text]
        rendered = render(tokens, slots, reference)
        name = self.profile.name
        return Composition(
            "trial", name, text, rendered.text, rendered.request, (), (), self._model()
        )

    def _model(self) -> str:
        generate = self.profile.generate
        ask = generate.asks.get("model") if generate else None
        return str(ask.default or "") if ask else ""

    def _slot(self, handle: str) -> Slot:
        """A character that the account has, or whose media go along."""
        reference, number = self.profile.reference, _IDS[handle]
        answer = {"remote_id": number, "username": handle, "name": _NAMES[handle]}
        slot = Slot((None, handle), handle, _NAMES[handle], "a red coat", "", "")
        if reference.uses_ids:
            return slot._replace(remote_id=number, mention=reference.mention_of(answer))
        for needs in reference.inline.values():
            material = self._fitted(self._material(handle), needs)
            media = tuple(request_value(each, needs.takes, 0) for each in needs.choose(material))
            kind: Kind = "video" if needs.of == "clip" else "image"
            return slot._replace(kind=kind, media=media, has_frontal=needs.frontal)
        return slot

    def _material(self, who: str = "mia") -> Material:
        clip = self._medium(f"{who}.mp4", "video/mp4")._replace(duration_ms=5000)
        stills = [self._medium(f"{who}-{n}.jpg", "image/jpeg") for n in range(1, _STILLS + 1)]
        return Material(clip=clip, stills=tuple(stills[1:]), frontal=stills[0])

    def _fitted(self, material: Material, needs: Needs) -> Material:
        """The material with a clip of an allowed length."""
        least, most = needs.min_s or 1, needs.max_s or 5
        length = round(1000 * min(max(5, least), most))
        if material.clip is None:
            return material
        return material._replace(clip=material.clip._replace(duration_ms=length))

    def _medium(self, name: str, mime: str) -> Medium:
        (self.folder / name).write_bytes(b"made up: " + name.encode())
        return Medium(
            path=name, url=f"{_SITE}/{name}", mime=mime, bytes=100, width=1920, height=1080
        )


def _steps(for_: str, create: Operation, first: Request) -> Iterator[tuple[str, Request]]:
    """The calls of one creation, each as if the one before had answered with an ID."""
    request: Request | None = first
    number = 1
    while request is not None:
        yield (for_ if number == 1 else f"{for_}, call {number}"), request
        answer = Answer("done", job_id=_JOB, remote_id=f"ID-{number}")
        request = creation.after(create, request, answer)
        number += 1


def _poll(what: str, poll: Poll | None) -> Iterator[tuple[str, Request]]:
    if poll is not None:
        yield f"polling {what}", _about_job(poll.call)


def _about_job(call: Call) -> Request:
    return engine.build(call, {"job_id": _JOB})


def _arrived(for_: str, seen: SeenRequest, base_url: str) -> TrialRequest:
    headers = {name: value for name, value in seen.headers.items() if name not in _OWN_HEADERS}
    url = f"{base_url}{seen.path}" + f"?{seen.query}" * bool(seen.query)
    return TrialRequest(for_, seen.method, url, headers, seen.body)

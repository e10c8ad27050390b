"""No input makes the sandbox fail: every route, with bodies and headers that are all wrong.

The application is called without a socket, so thousands of calls take seconds.
"""

from __future__ import annotations

import asyncio
import copy
import json
import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Mount, Route

from charlib.sandbox import Settings, create_app
from charlib.sandbox.prefixes import PREFIXES
from tests.sandbox.film_services import OTHERS, SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.applications import Starlette

KEY = "sandbox-key"
HOST = (b"host", b"127.0.0.1:8787")
NOWHERE = "http://127.0.0.1:9/x"
KEYS = {
    "vidu": f"Token {KEY}",
    "fal": f"Key {KEY}",
    "higgsfield": f"Key sandbox:{KEY}",
    "higgsfield-kling": f"Key sandbox:{KEY}",
}


class Caller:
    """Calls an application, and remembers which calls it failed at."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self.calls = 0
        self.failures: list[str] = []

    async def call(
        self, method: str, path: str, body: bytes = b"", query: bytes = b"", **headers: bytes
    ) -> int:
        """The status of one call; 500 if the application raised."""
        sent: list[Any] = []
        names = {name.replace("_", "-").encode(): value for name, value in headers.items()}
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": path, "raw_path": path.encode(errors="replace"),
            "root_path": "", "query_string": query, "headers": [HOST, *names.items()],
            "server": ("127.0.0.1", 8787), "client": ("127.0.0.1", 1), "state": {},
        }  # fmt: skip
        received = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return received.pop() if received else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        self.calls += 1
        try:
            await self._app(scope, receive, send)
            status = sent[0]["status"]
        except Exception as error:  # noqa: BLE001 - any of them is the failure that is looked for
            status, sent = 500, [repr(error)]
        if status >= 500:
            self.failures.append(f"{method} {path}?{query!r} {headers} {body[:200]!r}: {sent[0]}")
        return status


@pytest.fixture
def caller() -> Iterator[Caller]:
    """A caller of an application that fetches nothing."""
    app = create_app(Settings(fetch_s=1, film_height=64))
    yield Caller(app)
    app.state.simulation.close()


def run(caller: Caller, calls: Any) -> None:
    """Make calls one after the other; every one was answered, and not with a 500."""

    async def all_of_them() -> None:
        for method, path, more in calls:
            await caller.call(method, path, **more)

    asyncio.run(all_of_them())
    assert caller.calls
    assert caller.failures == []


def routes() -> list[tuple[str, str, str]]:
    """The dialect, method and path of every route."""
    app = create_app(Settings())
    app.state.simulation.close()
    names = {prefix: name for name, prefix in PREFIXES.items()}
    listed = []
    for mount in app.routes:
        inner = mount.routes if isinstance(mount, Mount) else [mount]
        prefix = mount.path if isinstance(mount, Mount) else ""
        listed += [
            (names.get(prefix, ""), method, prefix + route.path.replace("{", "").replace("}", ""))
            for route in inner
            if isinstance(route, Route)
            for method in route.methods or ()
        ]
    return listed


def authorised(dialect: str) -> dict[str, bytes]:
    """The headers with the right key, and those that a dialect wants with it."""
    own = {"x_api_key": KEY, "api_key": KEY, "ai_trace_id": "t", "x_dashscope_async": "enable"}
    own["x_runway_version"] = "2024-11-06"
    own["authorization"] = KEYS.get(dialect, f"Bearer {KEY}")
    return {name: value.encode() for name, value in own.items()}


BODIES = (
    b"", b"{", b"null", b"true", b"[]", b"{}", b'"text"', b"1", b"1e999", b"NaN", b"-Infinity",
    b"9" * 5000, b'{"prompt": ' + b"9" * 5000 + b"}", b"[" * 100_000, b'{"a":' * 50_000,
    b'"\\ud800"', b'{"\\ud800": "\\udfff"}', b'{"a\\u0000b": "\\u0000"}', b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}", b"\x00" * 100, b'{"a": 1, "a": 2}', b"a=1&b=2", b"x" * 2**20,
)  # fmt: skip
TYPES = (
    b"application/json", b"APPLICATION/JSON; charset=utf-16", b"", b"text/plain", b"\xff\xfe/\x00",
    b"multipart/form-data", b"multipart/form-data; boundary=", b"multipart/form-data; boundary=b",
    b'multipart/form-data; boundary="', b"multipart/form-data; boundary*0=a; boundary*1=b",
    b"multipart/form-data\r\nX: y; boundary=b", b"application/x-www-form-urlencoded",
)  # fmt: skip


def test_no_body_of_any_type_makes_a_route_fail(caller):
    """Every route, with every body as JSON, and a few bodies of every content type."""
    pairs = [*product(BODIES, TYPES[:1]), *product((b"", b"{}", b"--b\r\n\r\nx\r\n--b--"), TYPES)]
    run(
        caller,
        (
            (method, path, {"body": body, "content_type": kind, **authorised(dialect)})
            for dialect, method, path in routes()
            for body, kind in (pairs if method in {"POST", "PUT"} else pairs[:3])
        ),
    )


QUERIES = (
    b"", b"limit=" + b"9" * 5000, b"limit=-1", b"limit=%D9%A3&offset=%C2%B2", b"limit=1&offset=x",
    b"count=" + b"9" * 5000 + b"&ownership=private", b"ownership=private&next_page_token=x",
    b"ownership=private&next_page_token=-1", b"ownership=private&next_page_token=" + b"9" * 5000,
    b"pageNum=1e3", b"pageNum=" + b"9" * 5000, b"pageSize=0", b"page=%00&page_size=%FF",
    b"page=0", b"page_num=0&page_size=9999999", b"page_num=x", b"after=%ED%A0%80&order=asc",
    b"variant=%00", b"Action=CreateAsset&Version=2024-01-01", b"Action=%FF", b"taskId=%00",
    b"task_ids=,,,", b"se=x&sp=r&sig=%ED%A0%80", b"=&=&&&%", b"%ff%fe", b"filter.status=%00",
)  # fmt: skip


def test_no_query_makes_a_route_fail(caller):
    """Every route that is asked by GET or DELETE, and the one whose action is in its query."""
    run(
        caller,
        (
            (method, path, {"query": query, **authorised(dialect)})
            for dialect, method, path in routes()
            if method in {"GET", "DELETE"} or path == "/ark/"
            for query in QUERIES
        ),
    )


PATHS = ("", ".", "..", "\x00", "a\x00b", "é", "\ud800", "%", "a" * 5000, " ", "\\", "list")


def test_no_path_makes_a_route_fail(caller):
    """Every route with a name in its path."""
    run(
        caller,
        (
            (method, path.rpartition("/")[0] + "/" + name, authorised(dialect))
            for dialect, method, path in routes()
            for name in PATHS
        ),
    )


TOKEN = ".".join(("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "W1tb" * 20_000, "c2ln"))
CREDENTIALS = (
    b"", b"Bearer", b"Bearer ", b"Bearer \xff", b"Bearer a.b.c", b"Bearer a.b", b"\x00",
    b"Bearer " + TOKEN.encode(), b"Bearer =.=.=", b"Key :", b"Key sandbox:\xff", b"Token \xe9",
    b"HMAC-SHA256 \xff", b"Bearer " + b"x" * 100_000,
)  # fmt: skip


def test_no_credentials_make_a_route_fail(caller):
    """Every dialect; and the signed call, with every date."""
    firsts = {dialect: (method, path) for dialect, method, path in routes() if dialect}
    moments = (b"", b"x", b"00010101T000000Z", b"99991231T235959Z", b"\xff", b"20261329T000000Z")
    dated = [
        ("POST", "/ark/", {"authorization": given, "x_date": moment, "x_content_sha256": b"\xff"})
        for given, moment in product(CREDENTIALS, moments)
    ]
    plain = [
        (method, path, {"authorization": given, "hf_api_key": given, "hf_secret": given})
        for (method, path), given in product(firsts.values(), CREDENTIALS)
    ]
    run(caller, [*dated, *plain])


IMAGE = {"type": "image_url", "image_url": NOWHERE}
GOOD: dict[str, list[dict[str, Any]]] = {
    "/sync/v1/sora/characters": [
        {"model": "sora-2-character", "timestamps": "1,2", "url": NOWHERE},
        {"model": "sora-2-character", "timestamps": "1,2", "from_task": "x"},
    ],
    "/sync/v1/sora/generations": [
        {"model": "sora-2.0-turbo", "prompt": "@x", "size": "1280x720", "duration": 5}
    ],
    "/async/sora/v1/characters": [
        {"model": "sora-2-character", "timestamps": "1,2", "url": NOWHERE}
    ],
    "/async/sora/v1/videos": [
        {"model": "sora-2", "prompt": "@x", "duration": 5, "resolution": "720p"}
    ],
    "/relay/sora/v1/characters": [{"timestamps": "1,2", "url": NOWHERE}],
    "/relay/v1/videos": [{"model": "sora-2", "prompt": "x", "seconds": "4", "size": "1280x720"}],
    "/openai/v1/videos": [
        {
            "prompt": "x", "model": "sora-2", "seconds": "4", "size": "720x1280",
            "characters": [{"id": "x"}], "input_reference": {"image_url": NOWHERE},
        },
        {"prompt": "x", "input_reference": {"image_url": "data:image/png;base64,AAAA"}},
        {"prompt": "x", "input_reference": {"file_id": "f"}},
    ],
    "/openai/v1/videos/edits": [{"prompt": "x", "video": {"id": "v"}}],
    "/openai/v1/videos/extensions": [{"prompt": "x", "video": {"id": "v"}, "seconds": "4"}],
    "/openai/v1/videos/id/remix": [{"prompt": "x"}],
    "/tasks-relay/v1/videos/generations": [
        {"model": "sora-2", "timestamps": "1,2", "url": NOWHERE},
        {"model": "sora-2", "prompt": "x", "duration": 5, "aspect_ratio": "16:9"},
    ],
    "/evolink/v1/videos/generations": [
        {"model": "sora-character", "video_url": NOWHERE, "timestamps": "1,2"},
        {"model": "sora-2", "prompt": "x", "character_url": "x"},
    ],
    "/kie/api/v1/jobs/createTask": [
        {"model": "sora-2-characters", "input": {"character_file_url": [NOWHERE]}},
        {
            "model": "sora-2-characters-pro",
            "input": {"origin_task_id": "x", "timestamps": "1,2", "character_prompt": "x"},
        },
        {
            "model": "sora-2-text-to-video",
            "input": {"prompt": "x", "n_frames": "10", "character_id_list": ["x"]},
        },
    ],
    "/grsai/v1/video/sora-upload-character": [
        {"url": "AAAA", "timestamps": "1,2"},
        {"url": NOWHERE, "timestamps": "1,2", "webHook": "-1"},
    ],
    "/grsai/v1/video/sora-video": [{"model": "sora-2", "prompt": "@x", "duration": 5}],
    "/grsai/v1/draw/result": [{"id": "x"}],
    "/kling/v1/general/advanced-custom-elements": [
        {
            "element_name": "m", "element_description": "d", "reference_type": "image_refer",
            "element_image_list": {
                "frontal_image": "AAAA", "refer_images": [{"image_url": "AA=="}],
            },
        },
        {
            "element_name": "m", "element_description": "d", "reference_type": "video_refer",
            "element_video_list": {"refer_videos": [{"video_url": NOWHERE}]},
            "external_task_id": "x",
        },
    ],
    "/kling/v1/general/delete-elements": [{"element_id": "1"}],
    "/kling/omni-video/kling-3.0-omni": [
        {
            "contents": [
                {"type": "prompt", "text": "@m"},
                {"type": "element", "element_id": "1", "id": "m"},
            ],
            "settings": {"duration": 5, "multi_shot": True},
        },
        {"contents": [{"type": "prompt", "text": "@m"}], "options": {"external_task_id": "x"}},
    ],
    "/kling/v1/videos/omni-video": [
        {
            "model_name": "kling-v3-omni", "prompt": "<<<element_1>>>", "duration": "5",
            "element_list": [{"element_id": 1}],
        },
        {"model_name": "kling-v3-omni", "prompt": "x", "duration": "5", "mode": "std"},
    ],
    "/vidu/ent/v2/subjects": [
        {"name": "m", "images": ["data:image/png;base64,AAAA"]},
        {"name": "m", "videos": [NOWHERE], "style": "s"},
    ],
    "/vidu/ent/v2/tasks/id/cancel": [{"id": "id"}],
    "/vidu-q4/ent/v2/tasks/id/cancel": [{"id": "id"}],
    "/vidu/ent/v2/reference2video": [
        {"model": "viduq3", "prompt": "@m", "subjects": [{"name": "m", "server_id": "x"}]},
        {"model": "viduq3", "prompt": "@m", "subjects": [{"name": "m", "images": [NOWHERE]}]},
    ],
    "/ark/contents/generations/tasks": [
        {
            "model": "m", "duration": 5, "ratio": "16:9", "tools": [{"type": "x"}], "seed": 1,
            "content": [
                {"type": "text", "text": "Image 1"},
                {"type": "image_url", "image_url": {"url": NOWHERE}, "role": "reference_image"},
                {"type": "audio_url", "audio_url": {"url": NOWHERE}, "role": "reference_audio"},
            ],
        }
    ],
    "/fal/v1/assets/characters": [
        {"name": "m", "identifier": "m", "reference_images": [NOWHERE], "description": "d"}
    ],
    "/higgsfield/v1/custom-references": [
        {"name": "m", "model_version": "v1", "input_images": [IMAGE]}
    ],
    "/_sandbox/faults": [
        {"kind": "latency", "seconds": 0, "times": 1, "skip": 0, "method": "X", "status": 500},
        {"kind": "redirect", "url": NOWHERE, "method": "X", "path_contains": "x", "code": "c"},
    ],
}  # fmt: skip
for dialect, service in SERVICES.values():
    # The paths of the services whose model is in it, as the list of routes has them.
    film = PREFIXES[dialect] + re.sub(r"kling-4\.0|veo-3\.1-generate-001", "model", service.path)
    GOOD.setdefault(film, []).append(service.body)
GOOD |= {
    PREFIXES[name] + path: [body]
    for name, _, path, body in ((*key.partition(" "), body) for key, body in OTHERS.items())
}
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1.5, 1e308, float("inf"), float("nan"), "", " ", "x", "\x00",
    "\ud800", "😀" * 200, "1,2", "9" * 5000, "http://[", "http://a\x00b/", "http://é:99999999/",
    "data:image/png;base64,=", "data:video/mp4;base64,AAAA", "asset://x", [], [None], [[]], {},
    {"type": {}}, {"id": []}, [{"type": []}],
)  # fmt: skip


def changed(value: Any) -> Iterator[Any]:
    """A value with one place in it replaced by every odd value, or missing."""
    yield from ODD
    if isinstance(value, dict):
        for key in value:
            for other in changed(value[key]):
                yield {**value, key: other}
            yield {name: kept for name, kept in value.items() if name != key}
    if isinstance(value, list):
        for place in range(len(value)):
            for other in changed(value[place]):
                yield [*value[:place], other, *value[place + 1 :]]
        yield value * 2


def test_the_good_bodies_cover_every_route_that_takes_json():
    """A new route needs a good body here. The rest are forms, one signed path, and a twin."""
    posts = {path for _, method, path in routes() if method == "POST"}
    left = posts - set(GOOD)
    assert left == {
        "/openai/v1/videos/characters", "/multipart/v1/videos", "/ark/",
        "/relay-model/sora/v1/characters", "/relay-model/v1/videos",
        "/pixverse/openapi/v2/image/upload",
        "/kling/image-to-video/kling-3.0", "/kling/v1/general/delete-advanced-elements",
        "/kling/omni-video/kling-o1",
    }  # fmt: skip


def test_no_wrong_field_makes_a_route_fail(caller):
    """Every field of every body, replaced by every odd value."""
    dialects = {path: dialect for dialect, method, path in routes() if method == "POST"}
    run(
        caller,
        (
            (
                "POST",
                path.replace("/model/", "/kling-4.0/"),
                {
                    "body": json.dumps(body).encode(),
                    "content_type": b"application/json",
                    **authorised(dialects[path]),
                },
            )
            for path, goods in GOOD.items()
            for good in goods
            for body in changed(copy.deepcopy(good))
        ),
    )


def part(head: bytes, content: bytes = b"x") -> bytes:
    """A form with one part."""
    return b"--b\r\n" + head + b"\r\n\r\n" + content + b"\r\n--b--\r\n"


NAME = b"Content-Disposition: form-data; name="
FORMS = (
    b"--b--", b"--b", b"--b\r\n\r\n", part(b""), part(NAME), part(NAME + b'"'), part(NAME + b'""'),
    part(NAME + b"prompt", b"\xff\xfe"), part(NAME + b"model", b""), part(NAME + b"\xff", b"x"),
    part(NAME + b'"name"\r\nContent-Transfer-Encoding: base64', b"="),
    part(NAME + b'"name"\r\nContent-Transfer-Encoding: nonsense', b"\xff"),
    part(NAME + b'"name"\r\nContent-Type: multipart/mixed; boundary=c', b"--c\r\n\r\ny\r\n--c--"),
    part(NAME + b'"name"\r\nContent-Type: message/rfc822', b"A: b\r\n\r\n"),
    part(NAME + b'"video"; filename="a.mp4"\r\nContent-Type: video/mp4', b"\x00" * 100),
    part(NAME + b'"video"; filename*=x\'\'%FF\r\nContent-Type: \xff', b"\x00"),
    part(NAME + b'"input_reference"; filename="a.png"', b"\x89PNG"),
    part(NAME + b'"input_reference[]"', b"x"), part(NAME + b'"characters[][id]"', b"x"),
    part(NAME + b'"characters"', b"x"), part(NAME + b'"input_reference"', b"x"),
    part(NAME + b'"video[id]"', b"x"), part(NAME + b'"model"', b"sora-2-character"),
)  # fmt: skip


def test_no_form_makes_a_route_fail(caller):
    """Every route that takes one, with every form alone, and before and after a few others."""
    few = (part(NAME + b'"prompt"', b"x"), part(NAME + b'"characters"', b"x"), FORMS[14])
    pairs = [*product(FORMS, few), *product(few, FORMS)]
    both = [*FORMS, *(a.removesuffix(b"--\r\n") + b"\r\n" + b for a, b in pairs)]
    paths = [path for _, method, path in routes() if method == "POST" and "/openai/" in path]
    run(
        caller,
        (
            (
                "POST",
                path,
                {
                    "body": body,
                    "content_type": b"multipart/form-data; boundary=b",
                    "authorization": f"Bearer {KEY}".encode(),
                },
            )
            for path in [*paths, "/multipart/v1/videos"]
            for body in both
        ),
    )

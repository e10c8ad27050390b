"""The client on real sockets: what is on the wire, and how failures are told."""

from __future__ import annotations

import gzip
import json
import os
import socket
from email import message_from_bytes
from typing import Any

import httpx
import pytest

from charlib.errors import NoAnswer, ProviderError, Refused, Unreachable
from charlib.providers.messages import Request
from charlib.providers.profile import Http
from charlib.providers.transport.client import MAX_ANSWER, Client, _mapped
from tests.providers.conftest import KEY, Connect, Stopped

from .loopback import Answer, Loopback

# -- what is sent


def test_json_is_sent_with_the_key(server: Loopback, connect: Connect) -> None:
    """A JSON request carries the key as a bearer and its body as it is."""
    server.answers["/v1/sora/characters"] = Answer(b'{"character_id":"c"}')
    body = {"url": "https://a/b.mp4", "timestamps": "5,8", "look": "红色外套"}

    reply = connect("/v1/sora").send(Request("POST", "/characters", body))

    (received,) = server.received
    assert (received.method, received.path) == ("POST", "/v1/sora/characters")
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.headers["content-type"] == "application/json"
    assert received.headers["accept"] == "application/json"
    assert json.loads(received.body) == body
    assert (reply.status, reply.text, reply.retry_after) == (200, '{"character_id":"c"}', None)


def test_a_form_is_sent_as_multipart(server: Loopback, connect: Connect) -> None:
    """A multipart request is one although no file goes along; its parts are plain fields."""
    body = {"model": "sora-2", "seconds": 10, "private": True, "刘": "é", "images": ["a", "b"]}

    connect().send(Request("POST", "/v1/videos", body, "multipart"))

    (received,) = server.received
    kind = received.headers["content-type"]
    assert kind.startswith("multipart/form-data; boundary=")
    form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + received.body)
    assert b"filename" not in received.body
    parts: list[Any] = form.get_payload()  # type: ignore[assignment] # a multipart message's parts
    values = [part.get_payload(decode=True).decode().strip() for part in parts]
    assert values == ["sora-2", "10", "true", "é", '["a", "b"]']


def test_a_get_has_its_fields_in_the_query(server: Loopback, connect: Connect) -> None:
    """A poll by query escapes its values and has no body; one by path has no query."""
    client = connect("/api")
    client.send(Request("GET", "/recordInfo", {"taskId": "a b&c=d/é"}))
    client.send(Request("GET", "/tasks/1"))

    assert [request.path for request in server.received] == [
        "/api/recordInfo?taskId=a+b%26c%3Dd%2F%C3%A9",
        "/api/tasks/1",
    ]
    assert {request.body for request in server.received} == {b""}


HEADERS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "another scheme": ({"scheme": "Key"}, {"authorization": f"Key {KEY}"}),
    "no scheme": ({"scheme": ""}, {"authorization": KEY}),
    "another header": ({"header": "api-key", "scheme": ""}, {"api-key": KEY}),
    "more headers": ({"headers": {"X-Version": "7"}}, {"x-version": "7"}),
    "no key": ({"key": ""}, {}),
}


@pytest.mark.parametrize(("body", "wanted"), HEADERS.values(), ids=HEADERS.keys())
def test_the_key_goes_where_the_profile_says(
    body: dict[str, Any], wanted: dict[str, str], server: Loopback, connect: Connect
) -> None:
    """Header and scheme of the key are the profile's; without a key no such header is sent."""
    connect(**body).send(Request("POST", "/x", {}))

    (received,) = server.received
    assert wanted.items() <= received.headers.items()
    assert ("authorization" in received.headers) == ("authorization" in wanted or "headers" in body)


def test_the_key_is_sent_however_the_host_is_written(server: Loopback) -> None:
    """A base URL in capitals is still the account's own host."""
    port = server.server_address[1]
    http = Http(base_url="https://host.example")
    client = Client(f"http://LocalHost:{port}", http, KEY, Stopped())

    client.send(Request("GET", "/x"))
    client.close()

    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_proxy_has_nothing_to_do_with_loopback(server: Loopback, connect: Connect) -> None:
    """A server on this machine is reached although the environment names a proxy."""
    os.environ["HTTP_PROXY"] = os.environ["ALL_PROXY"] = "http://127.0.0.1:9"

    assert connect().send(Request("GET", "/x")).status == 404
    assert server.received


# -- what comes back


@pytest.mark.parametrize("status", [200, 202, 302, 307, 400, 404, 429, 500])
def test_any_status_is_an_answer(status: int, server: Loopback, connect: Connect) -> None:
    """What a status means is for the engine to say; the client hands all of them on."""
    server.answers["/x"] = Answer(b'{"a":1}', status, {"Content-Type": "application/json"})

    reply = connect().send(Request("POST", "/x", {}))

    assert (reply.status, reply.content_type, reply.text) == (status, "application/json", '{"a":1}')


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_sending_follows_no_redirect(
    status: int, server: Loopback, elsewhere: Loopback, connect: Connect
) -> None:
    """A creation is never sent to a place that was not asked for: the redirect is the answer."""
    to = {"Location": f"{elsewhere.origin}/characters"}
    server.answers["/characters"] = Answer(b"", status, to)

    reply = connect().send(Request("POST", "/characters", {"url": "u"}))

    assert (reply.status, reply.location) == (status, to["Location"])
    assert len(server.received) == 1
    assert elsewhere.received == []


WAITS = {
    "7": 7.0,
    "0.5": 0.5,
    "0": 0.0,
    "-3": 0.0,
    "Mon, 23 Nov 2026 12:01:30 GMT": 90.0,
    "Mon, 23 Nov 2026 11:00:00 GMT": 0.0,
    "soon": None,
    "": None,
    "nan": None,
    "1_0": None,
    "Mon, 99 Foo 2026": None,
}


@pytest.mark.parametrize(("header", "seconds"), WAITS.items())
def test_retry_after_is_understood_in_both_forms(
    header: str, seconds: float | None, server: Loopback, connect: Connect
) -> None:
    """Retry-After is a number of seconds or a date; anything else is as if it were not there."""
    server.answers["/x"] = Answer(b"{}", 429, {"Retry-After": header})

    assert connect().send(Request("POST", "/x", {})).retry_after == seconds


def test_a_body_that_is_no_utf8_is_still_text(server: Loopback, connect: Connect) -> None:
    """Bytes that are no UTF-8 become replacement characters, not a traceback."""
    server.answers["/x"] = Answer(b'{"a":"\xff"}')

    assert connect().send(Request("POST", "/x", {})).text == '{"a":"\ufffd"}'


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_without_end_is_refused(
    packed: bool,  # noqa: FBT001 - a case of this test
    server: Loopback,
    connect: Connect,
) -> None:
    """An answer larger than any of these services gives is refused, also one that unpacks to it."""
    body = b" " * (MAX_ANSWER + 1)
    headers = {"Content-Encoding": "gzip"} if packed else {}
    server.answers["/x"] = Answer(gzip.compress(body) if packed else body, 200, headers)

    with pytest.raises(Refused, match="larger than") as caught:
        connect().send(Request("POST", "/x", {}))

    assert caught.value.cause == "size"


def test_an_answer_of_the_largest_size_is_read(server: Loopback, connect: Connect) -> None:
    """The limit itself is allowed."""
    server.answers["/x"] = Answer(b" " * MAX_ANSWER)

    assert len(connect().send(Request("POST", "/x", {})).text) == MAX_ANSWER


# -- what does not come back


def closed_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_refused_connection_did_not_arrive() -> None:
    """Where nobody listens nothing was sent, and the message says so."""
    address = f"127.0.0.1:{closed_port()}"
    client = Client(f"http://{address}", Http(base_url="https://host.example"), KEY, Stopped())

    with pytest.raises(Unreachable, match=address) as caught:
        client.send(Request("POST", "/x", {}))

    assert (caught.value.cause, caught.value.is_permanent) == ("unreachable", False)
    assert "Nothing was sent" in caught.value.hint
    assert KEY not in str(caught.value)
    client.close()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(hangs_up=True),
        Answer(b'{"character_id":', claims=500),
        Answer(b"not gzip", 200, {"Content-Encoding": "gzip"}),
    ],
    ids=["closed without a word", "cut off", "garbled"],
)
def test_an_answer_that_does_not_come_whole_may_have_been_acted_on(
    answer: Answer, server: Loopback, connect: Connect
) -> None:
    """A request that went out and was not answered whole is told apart: it may have been done."""
    server.answers["/x"] = answer

    with pytest.raises(NoAnswer, match="no complete answer") as caught:
        connect().send(Request("POST", "/x", {}))

    assert caught.value.cause == "no_answer"
    assert len(server.received) == 1, "nothing is sent twice"


def test_a_server_that_says_nothing_is_given_up(server: Loopback, connect: Connect) -> None:
    """After the profile's time-out the request counts as not answered."""
    server.answers["/x"] = Answer(waits=True)

    with pytest.raises(NoAnswer, match="timed out"):
        connect(timeout_s=0.2).send(Request("POST", "/x", {}))


def test_an_answer_that_drips_is_given_up(server: Loopback, connect: Connect) -> None:
    """The time-out is for the whole answer, not for each of its bytes."""
    server.answers["/x"] = Answer(b'{"character_id":"c"}')

    with pytest.raises(NoAnswer, match=r"too slowly|timed out"):
        connect(clock=Stopped(leap=301)).send(Request("POST", "/x", {}))


@pytest.mark.parametrize("address", ["nonsense", "ftp://host.example", "http://host.example:port"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    """What cannot be sent to is told as such: nothing was sent, and trying again is no use."""
    client = Client(address, Http(base_url="https://host.example"), KEY, Stopped())

    with pytest.raises(Unreachable) as caught:
        client.send(Request("POST", "/x", {}))

    assert (caught.value.cause, caught.value.is_permanent) == ("address", True)


SURELY_UNSENT = {
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.InvalidURL,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
}
"""What httpx raises before anything of a request is on its way."""


def httpx_errors() -> list[type[Exception]]:
    """All exceptions that httpx names."""
    classes = [value for value in vars(httpx).values() if isinstance(value, type)]
    # Asking a jar for a cookie that is there twice: charlib asks for none.
    return [
        class_
        for class_ in classes
        if issubclass(class_, Exception) and class_ is not httpx.CookieConflict
    ]


@pytest.mark.parametrize("kind", httpx_errors(), ids=lambda kind: kind.__name__)
def test_every_failure_of_httpx_is_told(kind: type[Exception]) -> None:
    """Each exception of httpx becomes Unreachable if surely nothing was sent, else NoAnswer."""
    error = kind.__new__(kind)
    error.args = ("why",)

    with pytest.raises(ProviderError) as caught, _mapped("http://host.example/x"):
        raise error

    assert type(caught.value) is (Unreachable if kind in SURELY_UNSENT else NoAnswer)
    assert "why" in str(caught.value) or kind.__name__ in str(caught.value)
    assert caught.value.hint


def test_a_fault_of_our_own_is_not_disguised() -> None:
    """What is not httpx's passes through unchanged."""
    with pytest.raises(ZeroDivisionError), _mapped("http://host.example/x"):
        raise ZeroDivisionError

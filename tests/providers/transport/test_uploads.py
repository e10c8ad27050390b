"""Local files that get a URL: through a bucket on a real S3 server, or by a command."""

from __future__ import annotations

import shlex
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from charlib.errors import (
    CharlibError,
    InvalidInput,
    MediaError,
    MissingExtra,
    NoAnswer,
    NoKey,
    Refused,
    Unreachable,
)
from charlib.providers import uploads
from charlib.providers.uploads import Uploaded, Uploader, check
from tests.providers.conftest import NOON, Stopped

from .loopback import Answer, Loopback

KEY, SECRET = "AKIACANARY4F1D", "canary/9c0e+secret"
KEYS = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
FILM = b"\0\0\0\x18ftypmp42 and so on"
NAME = "5f70bf18a086.mp4"
FULL = {
    "s3": "s3://clips/mia",
    "expires_s": 86400,
    "key_env": "AWS_ACCESS_KEY_ID",
    "secret_env": "AWS_SECRET_ACCESS_KEY",
}


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """The origin of an S3 server on loopback."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
    server._server.server_close()


@pytest.fixture
def s3(moto: str) -> Iterator[str]:
    """The same, with the empty bucket `clips`; servers of a process share what is in them."""
    with closing(service(moto, "s3")) as client:
        client.create_bucket(Bucket="clips")
        for each in client.list_objects_v2(Bucket="clips").get("Contents", []):
            client.delete_object(Bucket="clips", Key=each["Key"])
    yield moto
    httpx.post(f"{moto}/moto-api/reset-auth", content="inf", trust_env=False)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A small file, in a folder whose name tempts shells and templates."""
    path = tmp_path / "my clips; {name}" / "a b.mp4"
    path.parent.mkdir()
    path.write_bytes(FILM)
    return path


Connect = Callable[..., Uploader]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """`connect(settings, environ)` at noon; what was connected is closed in the end."""
    opened: list[Uploader] = []

    def make(settings: dict[str, Any], environ: dict[str, str] = KEYS) -> Uploader:
        opened.append(uploads.connect(settings, environ, Stopped()))
        return opened[-1]

    yield make
    for uploader in opened:
        uploader.close()


def service(origin: str, name: str) -> Any:
    """A client of the server's owner."""
    return boto3.client(
        name,
        endpoint_url=origin,
        region_name="us-east-1",
        aws_access_key_id="owner",
        aws_secret_access_key="owner",
    )


def sent_by(uploader: Uploader) -> list[str]:
    """The methods of all that an uploader sends from now on."""
    methods: list[str] = []
    uploader._client.meta.events.register(  # type: ignore[attr-defined]
        "before-send.s3", lambda request, **_: methods.append(request.method)
    )
    return methods


def put(uploader: Uploader, path: Path) -> Uploaded:
    """Upload the film."""
    return uploader.put(path, name=NAME, type="video/mp4")


def told(error: BaseException) -> str:
    """All that an error says, also of what caused it."""
    reasons = []
    cause: BaseException | None = error
    while cause is not None:
        reasons += [
            str(cause),
            repr(cause),
            getattr(cause, "hint", ""),
            str(getattr(cause, "raw", "")),
        ]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(reasons)


def failing(uploader: Uploader, path: Path, kind: type[CharlibError]) -> Any:
    """The error with which an upload fails: it has a hint, and holds no secret."""
    with pytest.raises(kind) as caught:
        put(uploader, path)
    assert caught.value.hint
    assert KEY not in told(caught.value)
    assert SECRET not in told(caught.value)
    assert "ignature=" not in told(caught.value)
    assert str(caught.value).isprintable()
    return caught.value


# -- settings

GOOD: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"s3": "s3://clips/mia"}, FULL),
    ({"s3": " s3://clips//mia/ ", "endpoint": None, "region": None}, FULL),
    ({"s3": "s3://clips"}, FULL | {"s3": "s3://clips"}),
    (
        FULL | {"endpoint": "https://host.example/s3/", "region": "auto", "expires_s": 604_800},
        FULL | {"endpoint": "https://host.example/s3", "region": "auto", "expires_s": 604_800},
    ),
    (
        FULL | {"endpoint": "http://127.0.0.1:9000", "key_env": "MY_KEY", "secret_env": "MY_2"},
        FULL | {"endpoint": "http://127.0.0.1:9000", "key_env": "MY_KEY", "secret_env": "MY_2"},
    ),
    ({"command": "up {file}"}, {"command": "up {file}"}),
    (
        {"command": " up '{file}' to:{name} ", "expires_s": 60},
        {"command": "up '{file}' to:{name}", "expires_s": 60},
    ),
]


@pytest.mark.parametrize(("given", "full"), GOOD)
def test_settings_are_brought_to_one_form(given: dict[str, Any], full: dict[str, Any]) -> None:
    """Defaults are filled in and slashes put right; what is in full form stays as it is."""
    assert check(given) == full
    assert check(full) == full


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "`s3` or `command`"),
    "both": ({"s3": "s3://clips", "command": "up {file}"}, "`s3` or `command`"),
    "unknown": (FULL | {"colour": "red"}, "'colour'"),
    "unknown and empty": (FULL | {"colour": None}, "'colour'"),
    "unknown alone": ({"buckets": "clips"}, "'buckets'"),
    "of the other way": ({"command": "up {file}", "region": "auto"}, "'region'"),
    "no s3": ({"s3": "https://clips/canary/9c0e"}, "s3"),
    "no bucket": ({"s3": "s3:///canary/9c0e"}, "s3"),
    "a key in it": ({"s3": "s3://me:canary/9c0e@clips/mia"}, "s3"),
    "folders up": ({"s3": "s3://clips/../mia"}, "s3"),
    "a number": ({"s3": 7}, "s3"),
    "lines": ({"s3": "s3://clips/\nmia"}, "s3"),
    "no time": (FULL | {"expires_s": 0}, "expires_s"),
    "too long": (FULL | {"expires_s": 604_801}, "expires_s"),
    "a truth": (FULL | {"expires_s": True}, "expires_s"),
    "a text": (FULL | {"expires_s": "60"}, "expires_s"),
    "a secret for its name": (FULL | {"secret_env": "canary/9c0e"}, "secret_env"),
    "an empty name": (FULL | {"key_env": " "}, "key_env"),
    "no address": (FULL | {"endpoint": "host.example"}, "endpoint"),
    "a port that is none": (FULL | {"endpoint": "https://host.example:x"}, "endpoint"),
    "a password": (FULL | {"endpoint": "https://me:canary/9c0e@host.example"}, "endpoint"),
    "a query": (FULL | {"endpoint": "https://host.example?canary/9c0e"}, "endpoint"),
    "in the clear": (FULL | {"endpoint": "http://host.example"}, "endpoint host.example"),
    "a region that is none": (FULL | {"region": "eu central"}, "region"),
    "an empty command": ({"command": " "}, "command"),
    "an open quote": ({"command": "up '{file}"}, "command"),
    "no file": ({"command": "up {name}"}, "{file}"),
    "a file that is run": ({"command": "{file}"}, "{file}"),
}


@pytest.mark.parametrize(("given", "named"), BAD.values(), ids=BAD.keys())
def test_settings_that_cannot_be_meant_are_refused(given: dict[str, Any], named: str) -> None:
    """The error names the setting, has a hint, and shows nothing that may be a secret."""
    with pytest.raises(InvalidInput) as caught:
        check(given)

    assert named in str(caught.value)
    assert caught.value.hint
    assert "canary" not in told(caught.value)


@pytest.mark.parametrize("missing", KEYS)
@pytest.mark.parametrize("value", [None, " ", "k\u00e9y", "a\nb"])
def test_keys_that_are_not_there_or_not_whole_are_refused(missing: str, value: str | None) -> None:
    """Without both keys nothing is connected; the error names the variable alone."""
    environ = KEYS | ({missing: value} if value else {})
    if value is None:
        del environ[missing]

    with pytest.raises(NoKey, match=missing) as caught:
        uploads.connect(FULL, environ, Stopped())
    assert SECRET not in told(caught.value)


def test_a_host_that_no_address_can_have_is_refused() -> None:
    """What only the S3 client knows to be wrong is told like the rest."""
    with pytest.raises(InvalidInput, match="endpoint") as caught:
        uploads.connect(FULL | {"endpoint": "https://a..b"}, KEYS, Stopped())
    assert caught.value.hint


@pytest.mark.parametrize("package", ["boto3", "botocore"])
def test_a_missing_package_is_named(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, connecting says how to get it; commands do without it."""
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(MissingExtra, match="boto3") as caught:
        uploads.connect(FULL, KEYS, Stopped())
    assert "boto3>=1.36" in caught.value.hint
    uploads.connect({"command": "up {file}"}, {}, Stopped()).close()


def test_importing_it_loads_nothing_heavy() -> None:
    """The S3 client and httpx are loaded where they are needed only."""
    code = (
        "import sys, charlib.providers.uploads;"
        "print({'boto3', 'botocore', 'httpx'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


# -- buckets


def test_a_film_is_there_for_whoever_has_the_link(s3: str, film: Path, connect: Connect) -> None:
    """The link alone fetches the film, as of its type, for the time that the settings say."""
    uploader = connect(FULL | {"endpoint": s3, "expires_s": 600})

    uploaded = put(uploader, film)

    fetched = httpx.get(uploaded.url, trust_env=False)
    assert (fetched.status_code, fetched.content) == (200, FILM)
    assert fetched.headers["content-type"] == "video/mp4"
    assert urlsplit(uploaded.url).path == f"/clips/mia/{NAME}"
    assert parse_qs(urlsplit(uploaded.url).query)["X-Amz-Expires"] == ["600"]
    assert uploaded.expires_at == NOON + 600_000
    assert SECRET not in uploaded.url


def test_a_bucket_needs_no_prefix(s3: str, film: Path, connect: Connect) -> None:
    """Without a prefix the film is at the top of the bucket."""
    uploaded = put(connect({"s3": "s3://clips", "endpoint": s3}), film)

    assert urlsplit(uploaded.url).path == f"/clips/{NAME}"
    assert httpx.get(uploaded.url, trust_env=False).content == FILM


def test_what_is_there_is_not_sent_again(s3: str, film: Path, connect: Connect) -> None:
    """The second time only a link is made; what is there in another size was cut off once."""
    uploader = connect(FULL | {"endpoint": s3})
    put(uploader, film)
    sent = sent_by(uploader)

    again = put(uploader, film)
    assert sent == ["HEAD"]
    assert httpx.get(again.url, trust_env=False).content == FILM

    with closing(service(s3, "s3")) as owner:
        owner.put_object(Bucket="clips", Key=f"mia/{NAME}", Body=FILM[:5])
    put(uploader, film)
    assert sent == ["HEAD", "HEAD", "PUT"]
    assert httpx.get(again.url, trust_env=False).content == FILM


def test_the_persons_own_aws_configuration_has_no_say(
    s3: str, film: Path, connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Profiles, endpoints, regions and proxies that were set up for other things are not used."""
    ours = tmp_path / "config"
    ours.write_text("[default]\nregion = eu-west-3\n", "utf-8")
    for name, value in {
        "AWS_PROFILE": "nobody",
        "AWS_CONFIG_FILE": str(ours),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "HTTP_PROXY": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)

    uploaded = put(connect(FULL | {"endpoint": s3}), film)

    assert uploaded.url.startswith(s3)
    assert "us-east-1" in uploaded.url


PLACES = [
    ({}, "https://clips.s3.amazonaws.com/"),
    ({"region": "eu-central-1"}, "https://clips.s3.eu-central-1.amazonaws.com/"),
    (
        {"s3": "s3://my.clips", "region": "eu-west-1"},
        "https://s3.eu-west-1.amazonaws.com/my.clips/",
    ),
    ({"endpoint": "https://one.example/s3"}, "https://one.example/s3/clips/"),
    (
        {"endpoint": "https://oss-cn-beijing.aliyuncs.com", "region": "oss-cn-beijing"},
        "https://clips.oss-cn-beijing.aliyuncs.com/",
    ),
]


@pytest.mark.parametrize(("settings", "start"), PLACES)
def test_the_bucket_is_where_the_service_wants_it(
    settings: dict[str, Any], start: str, connect: Connect
) -> None:
    """Amazon's own region answers, and hosts that refuse the bucket in the path are spared it."""
    bucket = connect(FULL | settings)

    url = bucket._client.generate_presigned_url(  # type: ignore[attr-defined]
        "get_object",
        Params={"Bucket": bucket._bucket, "Key": "k"},  # type: ignore[attr-defined]
    )
    assert url.startswith(start)


def test_a_bucket_that_is_not_there_is_told(s3: str, film: Path, connect: Connect) -> None:
    """A missing bucket is a refusal that names it, and that asking again does not change."""
    error = failing(connect({"s3": "s3://nowhere", "endpoint": s3}), film, Refused)

    assert "bucket nowhere" in str(error)
    assert (error.cause, error.status, error.code) == ("not_found", 404, "NoSuchBucket")
    assert error.is_permanent


@pytest.mark.parametrize("is_known", [False, True], ids=["wrong key", "wrong secret"])
def test_keys_that_are_wrong_are_told(
    is_known: bool,  # noqa: FBT001 - a parameter of the test
    s3: str,
    film: Path,
    connect: Connect,
) -> None:
    """A key that the server does not know, or a secret that is not its own, is a refusal."""
    key = KEY
    if is_known:
        with closing(service(s3, "iam")) as iam:
            iam.create_user(UserName="mia")
            key = iam.create_access_key(UserName="mia")["AccessKey"]["AccessKeyId"]
    httpx.post(f"{s3}/moto-api/reset-auth", content="0", trust_env=False)
    uploader = connect(FULL | {"endpoint": s3}, KEYS | {"AWS_ACCESS_KEY_ID": key})

    error = failing(uploader, film, Refused)

    assert (error.cause, error.status, error.is_permanent) == ("permission", 403, True)
    assert error.code == ("SignatureDoesNotMatch" if is_known else "InvalidAccessKeyId")
    assert "AWS_SECRET_ACCESS_KEY" in error.hint
    assert key not in told(error)


def closed_port() -> str:
    """An origin at which nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_an_endpoint_where_nobody_listens_is_unreachable(film: Path, connect: Connect) -> None:
    """No connection, so nothing was sent: the same may be tried again."""
    error = failing(connect(FULL | {"endpoint": closed_port()}), film, Unreachable)

    assert (error.cause, error.is_permanent) == ("unreachable", False)


def answer_nothing(handler: Any) -> None:
    """Say that no object is there."""
    handler.send_response(404)
    handler.send_header("Content-Length", "0")
    handler.end_headers()
    handler.wfile.flush()


def ask_on(handler: Any) -> bool:
    """Ask for the body at once: the S3 client waits a second for it."""
    handler.send_response_only(100)
    handler.end_headers()
    handler.wfile.flush()
    return True


@pytest.fixture
def broken(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """A server that has no objects, and answers an upload as a test says."""
    handler = server.RequestHandlerClass
    monkeypatch.setattr(handler, "do_HEAD", answer_nothing, raising=False)
    monkeypatch.setattr(handler, "do_PUT", handler.do_GET, raising=False)
    monkeypatch.setattr(handler, "handle_expect_100", ask_on)
    return server


def test_a_server_that_hangs_up_is_no_answer(
    broken: Loopback, film: Path, connect: Connect
) -> None:
    """A connection that ends without a word leaves open what became of the upload."""
    broken.answers[f"/clips/mia/{NAME}"] = Answer(hangs_up=True)

    assert failing(connect(FULL | {"endpoint": broken.origin}), film, NoAnswer).cause == "no_answer"


SAID = f"<Error><Code>%s</Code><Message>{SECRET} ?X-Amz-Signature=ab\x1b[1m</Message></Error>"


@pytest.mark.parametrize(
    ("status", "code", "kind", "is_permanent"),
    [
        (400, "InvalidRequest", "refused", True),
        (403, "AccessDenied", "permission", True),
        (429, "TooManyRequests", "server", False),
        (503, "SlowDown", "server", False),
    ],
)
def test_a_refusal_is_told_by_its_status(
    status: int,
    code: str,
    kind: str,
    is_permanent: bool,  # noqa: FBT001 - a parameter of the test
    broken: Loopback,
    film: Path,
    connect: Connect,
) -> None:
    """Each status has its kind; a server that repeats secrets and steers terminals is defused."""
    body = (SAID % code).replace("\x1b", "&#155;").encode()
    broken.answers[f"/clips/mia/{NAME}"] = Answer(body, status)

    error = failing(connect(FULL | {"endpoint": broken.origin}), film, Refused)

    assert (error.cause, error.status, error.code) == (kind, status, code)
    assert error.is_permanent == is_permanent
    assert [(request.method, request.body) for request in broken.received] == [("PUT", FILM)]


def test_a_page_instead_of_an_answer_is_a_refusal(
    broken: Loopback, film: Path, connect: Connect
) -> None:
    """A gateway's own page is told by its status too, and its text is left out or short."""
    broken.answers[f"/clips/mia/{NAME}"] = Answer(b"<html>" + b"x" * 9000, 502)

    error = failing(connect(FULL | {"endpoint": broken.origin}), film, Refused)

    assert (error.cause, error.status, error.is_permanent) == ("server", 502, False)
    assert len(str(error)) < 500


# -- commands

HELLO = "import sys; print('copying …'); print('https://host.example/' + sys.argv[2]); print()"


def command(code: str, *words: str) -> str:
    """A command line that runs Python code."""
    quoted = shlex.join([sys.executable, "-c", code])
    return " ".join([quoted, *(words or ("{file}", "{name}"))])


def test_a_command_uploads(film: Path, connect: Connect) -> None:
    """The last line it prints is the URL; without more being known, it does not expire."""
    assert put(connect({"command": command(HELLO)}), film) == Uploaded(
        f"https://host.example/{NAME}", None
    )
    lasting = put(connect({"command": command(HELLO), "expires_s": 60}), film)
    assert lasting.expires_at == NOON + 60_000


def test_a_command_gets_its_words_whole(film: Path, connect: Connect, tmp_path: Path) -> None:
    """No shell reads the words, and what is filled in is not filled in again."""
    seen = tmp_path / "seen"
    code = f"import sys; open({str(seen)!r}, 'w').write(chr(10).join(sys.argv[1:])); " + HELLO

    put(connect({"command": command(code, "in={file}", "{name}", "'$HOME;'", "{x}")}), film)

    assert seen.read_text("utf-8").split("\n") == [f"in={film}", NAME, "$HOME;", "{x}"]


def test_a_command_sees_the_environment_that_was_handed_down(film: Path, connect: Connect) -> None:
    """Keys of its own reach it by the environment, as they would by hand."""
    code = "import os; print('https://host.example/' + os.environ['FOLDER'])"

    assert put(connect({"command": command(code)}, {"FOLDER": "mia"}), film).url.endswith("/mia")


def test_a_command_that_fails_says_why(film: Path, connect: Connect) -> None:
    """The end of what it wrote to stderr is told, without what would steer or let in anybody."""
    code = (
        "import os, sys; sys.stderr.write('x' * 999 + chr(10) * 9 + chr(27) + '[2J'"
        " + os.environ['AWS_SECRET_ACCESS_KEY'] + ' at https://me:pw@host.example/a?X-Amz-"
        "Signature=ab' + chr(10) + 'disk full' + chr(10) + 'Signature=abc' + chr(10));"
        " sys.exit(3)"
    )

    error = failing(connect({"command": command(code)}), film, Refused)

    assert "exit code 3" in str(error)
    assert "disk full" in str(error)
    assert "https://…host.example/a…" in str(error)
    assert len(str(error)) < 500


@pytest.mark.parametrize(
    "printed",
    ["", "\n", "done", "ftp://host.example/a", "https://", "https://[", "see https://host.example"],
)
def test_a_command_that_prints_no_url_is_refused(
    printed: str, film: Path, connect: Connect
) -> None:
    """Only a line that is an http(s) URL and nothing else is one."""
    failing(connect({"command": command(f"print({printed!r})")}), film, Refused)


def test_rubbish_is_shown_harmlessly(film: Path, connect: Connect) -> None:
    """What was printed instead is shown short, without signatures and control characters."""
    code = f"print('s3://clips/a?X-Amz-Signature=ab {SECRET} ' + chr(27) + 'x' * 999)"

    error = failing(connect({"command": command(code)}), film, Refused)

    assert "s3://clips/a… [secret] \\x1bxxx" in str(error)
    assert len(str(error)) < 500


def test_a_command_that_hangs_is_ended(
    film: Path, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that does not end in time is killed, and what it did stays open."""
    monkeypatch.setattr(uploads.command, "COMMAND_S", 0.2)

    error = failing(connect({"command": command("import signal; signal.pause()")}), film, NoAnswer)
    assert "within 0.2 s" in str(error)


def test_a_command_that_is_not_there_is_told(film: Path, connect: Connect) -> None:
    """A program that cannot be run sent nothing."""
    error = failing(connect({"command": "no-such-program {file}"}), film, Unreachable)

    assert "'no-such-program'" in str(error)
    assert error.is_permanent


# -- files


def ways(origin: str) -> list[dict[str, Any]]:
    """Settings of both ways."""
    return [FULL | {"endpoint": origin}, {"command": command(HELLO)}]


def test_a_file_that_is_not_there_is_told_before_anything_is_sent(
    server: Loopback, tmp_path: Path, connect: Connect
) -> None:
    """Neither way is asked for what cannot be read."""
    for settings in ways(server.origin):
        for path in (tmp_path / "none.mp4", tmp_path):
            failing(connect(settings), path, MediaError)
    assert server.received == []


@pytest.mark.parametrize("name", ["", "../a", "a/b", "-rf", "a b", "a\n", "é", ".", "x" * 201])
def test_a_name_that_could_mean_more_is_refused(
    name: str, server: Loopback, film: Path, connect: Connect
) -> None:
    """Names go into paths, URLs and command lines: only what is safe in all of them is taken."""
    for settings in ways(server.origin):
        with pytest.raises(InvalidInput):
            connect(settings).put(film, name=name, type="video/mp4")
    assert server.received == []

"""From an account to a client: addresses, keys, and services that have ended."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from charlib.cli.showing.phrasing import phrased
from charlib.config import Clock
from charlib.domain.records import Account
from charlib.errors import InvalidInput, NoKey, Retired
from charlib.providers.accounts import base_url, check_base_url, connect, key, refuse_if_retired
from charlib.providers.profile import Http, Profile

from .saying import bundled

ENDED = date(2026, 9, 24)


def account(base_url: str | None = None, key_env: str | None = None) -> Account:
    """An account with or without a base URL and variable of its own."""
    return Account(1, "main", "sora-sync", base_url, key_env, 0)


def moment(*parts: int) -> int:
    """A moment of UTC, in milliseconds."""
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc] # year, month, day …


class At(Clock):
    """A clock that stands still."""

    def __init__(self, now: int) -> None:
        self._now = now

    def now(self) -> int:
        """The moment at which it stands, in milliseconds."""
        return self._now


# -- base URLs

PLAIN = Http(base_url="https://host.example")
RELAY = bundled("sora-relay").http

GOOD: list[tuple[str, Http, str]] = [
    ("https://mine.example/v1/sora", PLAIN, "https://mine.example/v1/sora"),
    (" https://mine.example/v1/sora/ ", PLAIN, "https://mine.example/v1/sora"),
    ("http://127.0.0.1:8787//", PLAIN, "http://127.0.0.1:8787"),
    ("http://[::1]:8787/x", PLAIN, "http://[::1]:8787/x"),
    ("https://mine.example", RELAY, "https://mine.example"),
    ("https://mine.example/", RELAY, "https://mine.example"),
    ("https://mine.example/v1", RELAY, "https://mine.example"),
    ("https://mine.example/v1/", RELAY, "https://mine.example"),
    ("https://mine.example/sora", RELAY, "https://mine.example"),
    ("https://mine.example/sora/v1/", RELAY, "https://mine.example"),
    ("https://mine.example/api/v1", RELAY, "https://mine.example/api"),
    ("https://mine.example/v1/sora/v1", RELAY, "https://mine.example/v1"),
    ("https://mine.example/v12", RELAY, "https://mine.example/v12"),
]


@pytest.mark.parametrize(("typed", "http", "wanted"), GOOD)
def test_a_base_url_is_brought_to_one_form(typed: str, http: Http, wanted: str) -> None:
    """Spaces, a last slash, and endings that the profile's paths repeat are taken off."""
    assert check_base_url(typed, http) == wanted


BAD = [
    "",
    "mine.example/v1",
    "ftp://mine.example",
    "file:///etc/passwd",
    "https://",
    "https:///v1",
    "http://[::1",
    "https://user:secret@mine.example",
    "https://mine.example/v1?key=1",
    "https://mine.example/v1#x",
    "https://mine.example:port/v1",
    "https://mine.example:99999/v1",
    "https://mine example/v1",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("typed", BAD)
def test_what_is_no_base_url_is_refused(typed: str) -> None:
    """An address to which nothing could be sent, or that holds a secret, is refused with a hint."""
    with pytest.raises(InvalidInput) as caught:
        check_base_url(typed, PLAIN)

    assert caught.value.hint
    assert "secret" not in str(caught.value)


def test_an_accounts_own_base_url_counts() -> None:
    """The account's base URL goes before the profile's."""
    sora = bundled("sora-sync")

    assert base_url(account("http://127.0.0.1:1"), sora) == "http://127.0.0.1:1"
    assert base_url(account(), sora) == sora.http.base_url


# -- services that have ended


@pytest.mark.parametrize("name", ["sora-sync", "sora-async", "sora-relay"])
def test_an_ended_service_is_refused_from_its_last_day(name: str) -> None:
    """At the profile's own address nothing is sent from the day on which the service ended."""
    sora = bundled(name)
    refuse_if_retired(account(), sora, moment(2026, 9, 23, 23, 59, 59))

    for now in (moment(2026, 9, 24), moment(2030, 1, 1)):
        with pytest.raises(Retired, match="2026-09-24") as caught:
            refuse_if_retired(account(), sora, now)
        assert sora.sunset_note in str(caught.value)
        assert "nothing was sent" in str(caught.value)
        assert caught.value.is_permanent
        assert caught.value.cause == "retired"
        for works in ("search", "prompt", "--base-url", name):
            assert works in phrased(caught.value.hint)


@pytest.mark.parametrize(
    "own",
    [
        "https://mine.example/v1/sora",
        "http://127.0.0.1:8787",
        "https://api.openai.com.mine.example",
    ],
)
def test_a_base_url_of_the_users_own_runs_on(own: str) -> None:
    """At another host the dialect is spoken for as long as somebody speaks it."""
    refuse_if_retired(account(own), bundled("sora-sync"), moment(2026, 11, 23))


@pytest.mark.parametrize(
    "own",
    [
        "https://api.openai.com",
        "https://API.OpenAI.com:443/v1/other",
        "http://api.openai.com/v1/sora",
    ],
)
def test_the_old_host_is_refused_however_it_is_put(own: str) -> None:
    """A base URL that leads to the host that has ended does not revive it."""
    with pytest.raises(Retired):
        refuse_if_retired(account(own), bundled("sora-sync"), moment(2026, 11, 23))


@pytest.mark.parametrize("status", ["live", "unknown"])
def test_a_living_service_is_not_refused(status: str) -> None:
    """Only a profile that says so has ended, whatever day it names."""
    living = Profile(name="p", http=PLAIN, status=status, sunset_on=ENDED)  # type: ignore[arg-type] # one of the literals

    refuse_if_retired(account(), living, moment(2030, 1, 1))


# -- keys


def test_the_key_comes_from_the_accounts_variable() -> None:
    """The account's own variable goes before the profile's; stray spaces are no part of a key."""
    sora = bundled("sora-sync")
    environ = {"MY_KEY": " sk-mine\n", "OPENAI_API_KEY": "sk-theirs"}

    assert key(account(key_env="MY_KEY"), sora, environ) == "sk-mine"
    assert key(account(), sora, environ) == "sk-theirs"


@pytest.mark.parametrize("environ", [{}, {"MY_KEY": ""}, {"MY_KEY": "  "}, {"OTHER": "sk"}])
def test_a_missing_key_names_its_variable(environ: dict[str, str]) -> None:
    """Without a key the error names the account and the variable, and how to set it."""
    with pytest.raises(NoKey, match=r"'main'.*MY_KEY") as caught:
        key(account(key_env="MY_KEY"), bundled("sora-sync"), environ)

    assert "Set MY_KEY" in caught.value.hint


@pytest.mark.parametrize("value", ["sk-ключ", "sk-\x07x", "sk-a\nb"])
def test_a_key_that_could_not_be_sent_is_refused(value: str) -> None:
    """A key with characters that no header takes is refused without being repeated."""
    with pytest.raises(NoKey, match="MY_KEY") as caught:
        key(account(key_env="MY_KEY"), bundled("sora-sync"), {"MY_KEY": value})

    assert value not in str(caught.value)


def test_a_simulators_key_is_no_secret() -> None:
    """A profile's public key is used where the environment has none."""
    own = bundled("sandbox")

    assert key(account(), own, {}) == own.http.public_key
    assert key(account(), own, {own.http.key_env: "another"}) == "another"


def test_a_service_without_keys_gets_none() -> None:
    """Where neither account nor profile names a variable, no key is needed."""
    assert key(account(), Profile(name="p", http=PLAIN), {}) == ""


def test_connecting_checks_before_anything_is_sent() -> None:
    """An ended service and a missing key are told before there is a client."""
    sora, later = bundled("sora-sync"), At(moment(2026, 11, 23))
    with pytest.raises(Retired):
        connect(account(), sora, {"OPENAI_API_KEY": "sk"}, later)
    with pytest.raises(NoKey):
        connect(account("http://127.0.0.1:1"), sora, {}, later)

    client = connect(account("http://127.0.0.1:1"), sora, {"OPENAI_API_KEY": "sk"}, later)
    assert client.base_url == "http://127.0.0.1:1"
    client.close()

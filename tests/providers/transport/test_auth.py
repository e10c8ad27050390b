"""Keys: shown as they are, as tokens that end, as signatures of the documented form."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from charlib.domain.records import Account
from charlib.errors import NoKey
from charlib.providers import accounts
from charlib.providers.messages import Request
from charlib.providers.profile import Http
from charlib.providers.transport import auth
from tests.providers.conftest import NOON, Connect
from tests.providers.saying import bundled

from .loopback import Answer, Loopback

ACCESS = "AKLTMjI2ODVlYzI3ZGY1NGU4ZjhjYWRjMTlmNTM5OTZkYzE"
SECRET = "TnpCak5XWXpZV1U0WkRaaE5ERmxaR0ZpTmpjeVkyUXlZek0wTWpJMU1qWQ=="
PRINTED = "28eeabbbd726b87002e0fe58ad8c1c768e619b06e2646f35b6ad7ed029a6d8a7"
AT_S = 1_609_316_285
"""2020-12-30T08:18:05Z"""


def test_the_documented_request_gets_the_documented_signature() -> None:
    """The vector that the provider prints for its signing method comes out, query sorted or not."""
    signed = auth.signature(
        Http(auth="hmac", service="iam", region="cn-north-1"),
        f"{ACCESS}:{SECRET}",
        method="GET",
        url="https://iam.volcengineapi.com/?Version=2018-01-01&Action=ListUsers&Offset=0&Limit=10",
        body=b"",
        content_type="application/x-www-form-urlencoded; charset=utf-8",
        now_s=AT_S,
    )

    assert signed == {
        "X-Date": "20201230T081805Z",
        "X-Content-Sha256": hashlib.sha256(b"").hexdigest(),
        "Authorization": f"HMAC-SHA256 Credential={ACCESS}/20201230/cn-north-1/iam/request,"
        " SignedHeaders=content-type;host;x-content-sha256;x-date,"
        f" Signature={PRINTED}",
    }


def test_a_token_is_signed_for_half_an_hour() -> None:
    """A token names the access key, began five seconds ago, ends in half an hour, is signed."""
    head, claims, signature = auth.token("access", "secret", 1000).split(".")

    def opened(part: str) -> bytes:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    assert json.loads(opened(head)) == {"alg": "HS256", "typ": "JWT"}
    assert json.loads(opened(claims)) == {"iss": "access", "exp": 2800, "nbf": 995}
    wanted = hmac.new(b"secret", f"{head}.{claims}".encode(), hashlib.sha256).digest()
    assert opened(signature) == wanted


def test_a_token_has_the_form_of_the_standard() -> None:
    """The example of RFC 7515, appendix A.1, in its HMAC: bytes, padding and alphabet are right."""
    key = base64.urlsafe_b64decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow=="
    )
    signed = (
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
        "cnVlfQ"
    )
    assert auth._part(auth._hmac(key, signed)) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


@pytest.mark.parametrize("key", ["one-part", ":secret", "access:", ""])
def test_a_key_of_one_part_is_told_before_anything_is_sent(key: str) -> None:
    """A provider that signs wants two parts, and the message says how to give them."""
    account = Account(1, "ark", "seedance-assets", None, "ARK_KEYS", 0)
    with pytest.raises(NoKey) as caught:
        accounts.key(account, bundled("seedance-assets"), {"ARK_KEYS": key})

    assert "ARK_KEYS" in str(caught.value) + caught.value.hint
    assert key not in str(caught.value) or not key.strip(":")


def test_the_two_keys_of_one_provider_are_kept_apart() -> None:
    """An account's own variable is for its assets; films are paid with the profile's other key."""
    profile = bundled("seedance-assets")
    assert profile.generate is not None
    account = Account(1, "ark", "seedance-assets", None, "MINE", 0)
    environ = {"MINE": "a:b", "ARK_API_KEY": "sk-film"}

    assert accounts.key(account, profile, environ) == "a:b"
    assert accounts.key(account, profile, environ, profile.generate.http) == "sk-film"


def test_every_request_is_signed_with_what_it_carries(server: Loopback, connect: Connect) -> None:
    """The signature that arrives is of the bytes that arrive, and the secret is nowhere in it."""
    server.answers["/"] = Answer(b'{"Result": {"Id": "1"}}')
    http = {"auth": "hmac", "service": "ark", "region": "cn-beijing"}
    client = connect("", key="access:secret-word", **http)
    client.send(Request("POST", "/?Action=GetAsset&Version=2024-01-01", {"Id": "资产"}))

    (got,) = server.received
    wanted = auth.signature(
        client.http, "access:secret-word", method="POST", url=server.origin + got.path,
        body=got.body, content_type="application/json", now_s=NOON // 1000,
    )  # fmt: skip
    assert got.headers["authorization"] == wanted["Authorization"]
    assert got.headers["x-content-sha256"] == hashlib.sha256(got.body).hexdigest()
    assert "secret-word" not in str(got.headers)

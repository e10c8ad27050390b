"""Buckets that speak S3: a client for given settings, and charlib's errors for its failures."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from charlib.errors import InvalidInput, MissingExtra, NoAnswer, Refused, Unreachable
from charlib.hints import install
from charlib.providers.addresses import is_loopback
from charlib.providers.replies.classify import cause_of
from charlib.providers.uploads.redaction import redacted
from charlib.providers.uploads.settings import location

_CONNECT_S = 15
_SILENCE_S = 60
_VIRTUAL = (".aliyuncs.com", ".myqcloud.com", ".volces.com")
"""Where the bucket must be in the host name, as at Amazon; elsewhere it may be in the path."""


class Words(NamedTuple):
    """How errors speak of what was done with a bucket: `the upload`, and its verb and settings."""

    what: str
    settings: str
    unsent: str
    again: str


class Secrets(NamedTuple):
    """The two keys of a bucket, and the environment variables that have them."""

    key: str
    secret: str
    names: tuple[str, str]


@contextmanager
def mapped(bucket: str, secrets: Secrets, words: Words) -> Iterator[None]:
    """Turn botocore's failures into charlib's errors, without the secrets of the request."""
    from botocore import exceptions  # noqa: PLC0415 - an extra

    keys = secrets[:2]
    try:
        yield
    except exceptions.ClientError as error:
        raise _refused(error, bucket, secrets, words) from None
    except exceptions.ConnectionError as error:
        raise Unreachable(
            f"cannot reach bucket {bucket}: {redacted(str(error), keys)}", hint=words.unsent
        ) from None
    except exceptions.BotoCoreError as error:
        raise NoAnswer(
            f"no complete answer from bucket {bucket}: {redacted(str(error), keys)}",
            hint=words.again,
        ) from None


def status_of(error: Any) -> int:
    """The HTTP status of a client's error; 0 if it has none."""
    status: int = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status


def code_of(error: Any) -> str:
    """The code of a client's error, such as `NoSuchKey`."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _refused(error: Any, bucket: str, secrets: Secrets, words: Words) -> Refused:
    details, status = error.response.get("Error", {}), status_of(error)
    code, message = (redacted(str(details.get(n, "")), secrets[:2]) for n in ("Code", "Message"))
    name, hint = _meaning(status, words)
    cause = cause_of(name)
    return Refused(
        f"bucket {bucket} refused {words.what}: HTTP {status} {code}: {message}",
        hint=hint.format(*secrets.names),
        kind=cause.kind,
        cause=cause.name,
        status=status,
        code=code or None,
        is_permanent=cause.permanent,
    )


def _meaning(status: int, words: Words) -> tuple[str, str]:
    """The cause of a refusal and a hint, by its HTTP status."""
    if status in {401, 403}:
        cause = "key" if status == 401 else "permission"  # noqa: PLR2004 - unauthorized
        return cause, "Check the keys in {} and {}, and their permission to write to the bucket"
    if status == 404:  # noqa: PLR2004 - not found
        return "not_found", f"Create the bucket, or correct {words.settings}"
    if status in {408, 429} or status >= 500:  # noqa: PLR2004 - the server's own faults
        return "server", "Wait a little and try again"
    return "refused", f"Check {words.settings}"


def client(checked: Mapping[str, Any], secrets: Secrets, *, attempts: int = 1) -> Any:
    """A client for these settings only: the user's AWS profile and configuration do not count.

    Raises MissingExtra, and InvalidInput for the host name of an endpoint.
    """
    try:
        import boto3  # noqa: PLC0415 - an extra, and half a second to load
        from botocore import config, session  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtra(
            "a bucket that speaks S3 needs boto3, which is not installed",
            hint=install("s3"),
        ) from None
    alone = {
        "profile": (None, None, None, None),
        "config_file": (None, None, os.devnull, None),
        "credentials_file": (None, None, os.devnull, None),
    }
    endpoint = checked.get("endpoint")
    core = session.Session(alone)
    core.register_component("data_loader", _descriptions())
    try:
        return boto3.Session(botocore_session=core).client(
            "s3",
            aws_access_key_id=secrets.key,
            aws_secret_access_key=secrets.secret,
            region_name=checked.get("region", "us-east-1"),
            endpoint_url=endpoint,
            config=config.Config(**_options(endpoint, location(checked["s3"])[0], attempts)),
        )
    except ValueError:  # underscores in the host, say
        raise InvalidInput(
            "invalid host name in the bucket's endpoint",
            hint="Write it like https://s3.example.com",
        ) from None


@cache
def _descriptions() -> Any:
    """What botocore knows of services: read once, because that takes most of making a client."""
    from botocore import loaders  # noqa: PLC0415 - an extra

    return loaders.create_loader()


def _options(endpoint: str | None, bucket: str, attempts: int) -> dict[str, Any]:
    """Botocore's options for an endpoint; None is Amazon itself."""
    return {
        "signature_version": "s3v4",
        "s3": {"addressing_style": "virtual" if _is_in_host(endpoint, bucket) else "path"},
        "connect_timeout": _CONNECT_S,
        "read_timeout": _SILENCE_S,
        "retries": {"total_max_attempts": attempts},
        "ignore_configured_endpoint_urls": True,
        # Many servers that speak S3 do not know the newer checksums.
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
        # A server on this machine is not reached through a proxy.
        "proxies": {} if endpoint and is_loopback(endpoint) else None,
    }


def _is_in_host(endpoint: str | None, bucket: str) -> bool:
    """Whether the bucket's name is a part of the host name."""
    if endpoint is None:  # the certificate is not for names with more dots
        return "." not in bucket
    return (urlsplit(endpoint).hostname or "").endswith(_VIRTUAL)

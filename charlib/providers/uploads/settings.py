"""Checks the settings of an upload: a bucket that speaks S3, or a command. Never a secret."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from charlib.domain.text import printable
from charlib.errors import InvalidInput
from charlib.providers.addresses import is_http, is_loopback

DAY_S = 86_400
_MAX_SIGNED_S = 7 * DAY_S  # the limit of S3 for signed links
_MAX_KEPT_S = 3650 * DAY_S
_KNOWN = {
    "s3": {"s3", "endpoint", "region", "expires_s", "key_env", "secret_env"},
    "command": {"command", "expires_s"},
}
HINT = 'Either {"s3": "s3://BUCKET/PREFIX"}, or {"command": "rclone copyto {file} …"}'
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,62}")
_REGION = re.compile(r"[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Complete the settings: defaults are added, and None is left out.

    Raises InvalidInput, which names a setting but never its value: it may be a misplaced secret.
    """
    given = {name: value for name, value in settings.items() if value is not None}
    ways = [way for way in _KNOWN if way in given]
    known = set().union(*(_KNOWN[way] for way in ways or _KNOWN))
    for name in settings:
        if name not in known:
            raise _invalid(f"unknown setting {printable(str(name))!r} for an upload")
    if len(ways) != 1:
        raise _invalid("an upload needs either `s3` or `command`")
    return _checked_command(given) if "command" in given else _checked_bucket(given)


def _invalid(message: str, hint: str = HINT) -> InvalidInput:
    return InvalidInput(message, hint=hint)


def _checked_bucket(given: Mapping[str, Any]) -> dict[str, Any]:
    bucket, prefix = location(_text(given, "s3"))
    checked = {
        "s3": f"s3://{bucket}/{prefix}".rstrip("/"),
        "expires_s": _seconds(given, _MAX_SIGNED_S) or DAY_S,
        "key_env": _variable(given, "key_env", "AWS_ACCESS_KEY_ID"),
        "secret_env": _variable(given, "secret_env", "AWS_SECRET_ACCESS_KEY"),
    }
    if "endpoint" in given:
        checked["endpoint"] = _endpoint(_text(given, "endpoint"))
    if "region" in given:
        checked["region"] = _region(_text(given, "region"))
    return checked


def _checked_command(given: Mapping[str, Any]) -> dict[str, Any]:
    command = _text(given, "command")
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise _invalid(f"invalid command for the upload: {error}") from None
    if not any("{file}" in word for word in words[1:]):
        raise _invalid("the upload's command has no {file}")
    lives = _seconds(given, _MAX_KEPT_S)
    return {"command": command, **({"expires_s": lives} if lives else {})}


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given[name]
    text = value.strip() if isinstance(value, str) else ""
    if not text or not text.isprintable():
        raise _invalid(f"the upload's {name} must be a line of text")
    return text


def _seconds(given: Mapping[str, Any], limit: int) -> int | None:
    value = given.get("expires_s")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= limit:
        message = f"the upload's expires_s must be a whole number of seconds from 1 to {limit}"
        raise _invalid(message, f"A day is {DAY_S}")
    return value


def _variable(given: Mapping[str, Any], name: str, default: str) -> str:
    text = _text({name: default, **given}, name)
    if not _VARIABLE.fullmatch(text):
        message = f"the upload's {name} must be the name of an environment variable, not a key"
        raise _invalid(message, f"For example {default}")
    return text


def location(text: str) -> tuple[str, str]:
    """Bucket and prefix of an `s3://bucket/prefix`."""
    bucket, _, prefix = text.removeprefix("s3://").partition("/")
    folders = [folder for folder in prefix.split("/") if folder]
    is_valid = text.startswith("s3://") and _BUCKET.fullmatch(bucket)
    if not is_valid or {".", ".."} & set(folders):
        raise _invalid("a bucket must have the form s3://BUCKET/PREFIX")
    return bucket, "/".join(folders)


def _endpoint(text: str) -> str:
    if not is_http(text) or any(mark in text for mark in "@?# "):
        raise _invalid(
            "the bucket's endpoint must be an http(s) URL without a user, query or fragment",
            "Write it like https://s3.example.com; keys come from environment variables",
        )
    parts = urlsplit(text)
    if parts.scheme == "http" and not is_loopback(text):
        message = f"plain http to the bucket's endpoint {parts.netloc} is not allowed"
        raise _invalid(message, "Use https; plain http is allowed to this machine only")
    return text.rstrip("/")


def _region(text: str) -> str:
    if not _REGION.fullmatch(text):
        raise _invalid("invalid region for the bucket", "Write it like eu-central-1, or auto")
    return text

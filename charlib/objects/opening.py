"""From what people type to a place: a folder, or `s3://bucket/prefix`.

The endpoint and the region of a bucket may be a part of its URL, so that one line is all that a
colleague needs: `s3://studio/cast?endpoint=https://s3.example.com&region=auto`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from charlib.domain.text import printable
from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.objects.place import Place

_S3 = "s3"
_FROM = {
    "endpoint": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
    "region": ("AWS_REGION", "AWS_DEFAULT_REGION"),
}
"""Settings of a bucket that its URL may leave to the environment."""
_SETTINGS = (*_FROM, "key_env", "secret_env")
_HINT = "A folder, or s3://BUCKET/PREFIX, with ?endpoint=URL&region=NAME where it is not Amazon's"


def open_place(url: str, environ: Mapping[str, str]) -> Place:
    """A place; nothing is sent yet. Raises InvalidInput, NoKey, MissingExtra."""
    if _scheme(url) == _S3:
        from charlib.objects.bucket import Bucket

        return Bucket(url, _bucket(url, {}), environ)  # all that is said is in the URL
    from charlib.objects.folder import Folder

    return Folder(Path(url))


def place_url(text: str, environ: Mapping[str, str]) -> str:
    """What a person typed as a URL that says all: a full path, a bucket with its endpoint.

    Raises InvalidInput for anything else. No key is ever in it.
    """
    text = text.strip()
    if not text or not text.isprintable():
        raise InvalidInput("the place must be a line of text", hint=_HINT)
    if _scheme(text) == _S3:
        settings = _bucket(text, environ)
        place: str = settings[_S3]
        more = {name: settings[name] for name in _SETTINGS if name in settings}
        for name, default in (("key_env", "AWS_ACCESS_KEY_ID"),
                              ("secret_env", "AWS_SECRET_ACCESS_KEY")):  # fmt: skip
            if more.get(name) == default:
                del more[name]
        return place + ("?" + urlencode(more, safe=":/", quote_via=quote) if more else "")
    if _scheme(text) == "file":
        text = unquote(urlsplit(text).path)
    elif _scheme(text):
        raise InvalidInput(
            f"{printable(text, 80)} is neither a folder nor a bucket that speaks S3", hint=_HINT
        )
    return str(Path(text).expanduser().absolute())


def _scheme(text: str) -> str:
    """The scheme of a URL; empty for a path, also for `C:/cast`."""
    scheme, found, _ = text.partition("://")
    return scheme.lower() if found and scheme.isalnum() else ""


def _bucket(url: str, environ: Mapping[str, str]) -> dict[str, Any]:
    """The settings in a bucket's URL, checked, with those of the environment."""
    from charlib.providers.uploads.settings import HINT as OF_UPLOADS
    from charlib.providers.uploads.settings import check

    where, _, query = url.partition("?")
    given = dict(parse_qsl(query, keep_blank_values=True))
    for name in given:
        if name not in _SETTINGS:
            raise InvalidInput(
                f"unknown setting {printable(name, 40)!r} in the URL of a bucket", hint=_HINT
            )
    for name, variables in _FROM.items():
        value = next((v for each in variables if (v := environ.get(each, "").strip())), None)
        if value and name not in given:
            given[name] = value
    try:
        return check({_S3: where.rstrip("/"), **given})
    except InvalidInput as error:  # it speaks of an upload
        is_plain = error.hint == OF_UPLOADS
        words = str(error).replace("the upload's", "the bucket's")
        raise InvalidInput(words, hint=_HINT if is_plain else error.hint) from None

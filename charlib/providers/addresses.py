"""Facts about URLs that need no network."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit


def is_http(url: str) -> bool:
    """Whether a text is an http or https URL with a host."""
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0  # raises ValueError for an impossible port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and has_port


def quoted(url: str) -> str:
    """A URL as people copy it, with its spaces written as a URL has them."""
    return url.strip().replace(" ", "%20")


def absolute(url: str | None, base: str) -> str | None:
    """A URL of a result; a relative one is below the base URL, or from the root of its host."""
    return None if url is None else quoted(urljoin(f"{base.rstrip('/')}/", url))


def is_loopback(url: str) -> bool:
    """Whether a URL is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

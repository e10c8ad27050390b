"""A picture or clip, as a value: the place of its bytes, and the facts about them."""

from typing import NamedTuple


class Medium(NamedTuple):
    """A picture or clip: a file, a public URL, or both.

    `path` is absolute, or below the library's media folder. Sizes are in pixels as shown;
    `url_expires_at` is in milliseconds since the epoch. None means: not known.
    """

    path: str = ""
    url: str = ""
    url_expires_at: int | None = None
    sha256: str = ""
    mime: str = ""
    bytes: int | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    fps: float | None = None

    @property
    def type(self) -> str:
        """The MIME type: the given one, else that of the file name; empty if unknown."""
        if self.mime:
            return self.mime
        import mimetypes  # noqa: PLC0415 - most media tell their type

        name = self.path or self.url.partition("?")[0]
        return mimetypes.guess_type(name)[0] or ""

    @property
    def identity(self) -> str:
        """What distinguishes it: two stills with the same content are the same still."""
        return self.sha256 or self.path or self.url

    def is_reachable(self, now: int) -> bool:
        """Whether its URL works at a moment (milliseconds)."""
        return bool(self.url) and (self.url_expires_at is None or self.url_expires_at > now)

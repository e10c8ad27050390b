"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from charlib.cli.declare import MOST, argument, flag, option, switch

if TYPE_CHECKING:
    from charlib.domain.records import Character

DEFAULT_LIMIT = 50
HANDLE = argument("HANDLE", "A character: mia, @mia or project/mia.", completes="handles")
HANDLES = argument("HANDLE…", "Characters: mia, @mia or project/mia.", completes="handles")
NEW_HANDLE = argument("HANDLE", "What to type after @, such as mia.", completes="handles")
TAG = argument("TAG", "A tag, such as hero or role:villain.", completes="tags")
TASK = argument("TASK", "A task: its number here, or the provider's ID.", completes="tasks")
VIDEO = argument("REF", "A video: a file, a URL or a recorded source.", completes="video")
WINDOW = argument("START,END", "The window in seconds, such as 5,8.", takes_dashes=True)

ACCOUNT = option(
    "ACCOUNT", "Account to use (default: the one set by `account use`).", short="-a",
    completes="accounts",
)  # fmt: skip
QUERY = option("QUERY", "Every character that this search finds.", completes="query")
DRY_RUN = flag("Show who would be changed, change nothing.")
IDENTITY_MODEL = option("FILE", "Your own recogniser, an ONNX file.", completes="files")
EPISODE = option("N", "Episode, which chooses looks (default: the project's), or none.")
YES = flag("Do not ask for confirmation.", short="-y")
TAGS = option("TAG", "A tag; can be repeated.", short="-t", default=(), completes="tags")
NAME = option("NAME", "Full name.", default="")
LOOK = option("TEXT", "Appearance, in words.", default="")
MENTION = option("TEXT", "What prompts say, if it is not the ID.")
NO_WAIT = flag("Do not wait until the provider is done.")
JOBS = option("N", "Requests at the same time.", default=4, least=1, most=64)
KEEP = switch(
    "Keep a clip and stills, to create it again elsewhere.", default=True, variable="CHARLIB_KEEP"
)
SHEET = flag("A page of many small pictures.")
OUT = option("FILE", "Copy it to this file too.", short="-o", completes="files")
OPEN = flag("Open it in the system's viewer.")


def also(character: Character) -> str:
    """The aliases of a character behind its handle; empty if it has none."""
    names = ", ".join(f"@{alias}" for alias in character.aliases)
    return f" (also {names})" if names else ""


def listed(tags: Sequence[str]) -> str:
    """Tags for people to read; a tag may contain spaces."""
    return ", ".join(tags)


def limit(default: int = DEFAULT_LIMIT) -> Any:
    """How many rows to show."""
    return option("N", "Show at most N; 0 shows all.", default=default, least=0, most=MOST)


def voice_of(character: Character) -> Sequence[tuple[str, str]]:
    """The voice of a character as pairs for people to read; none if it has no voice."""
    voice = character.voice
    if voice is None:
        return ()
    from charlib.domain.windows.window import seconds

    length = f"{seconds(voice.duration_ms)} s" if voice.duration_ms else ""
    kind = voice.path.rpartition(".")[2] if voice.path else "no kept file"
    where = f"{voice.window} of {voice.source}" if voice.window and voice.source else ""
    accounts = dict.fromkeys(binding.account for binding in voice.bindings)
    bound = [binding for name in accounts if (binding := voice.binding_at(name))]
    return [
        ("voice", ", ".join(part for part in (length, kind, where) if part)),
        *(
            (f"  at {each.account}", " ".join(filter(None, (each.state, each.remote_id))))
            for each in bound
        ),
    ]

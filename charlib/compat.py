"""The class and the functions of the first Sora character tutorials, over a library.

Change the import, and a program written after a tutorial works on a library: everything it does is
recorded, and `charlib sync` finishes what was interrupted.

    from charlib.compat import SoraCharacterManager

    manager = SoraCharacterManager("sk-…", base_url="https://relay.example/sora/v1")
    character_id = manager.create_character_from_url("https://host.example/clip.mp4", "5,8")
    task_id = manager.generate_with_character(character_id, "walks through a city")
    print(manager.wait_for_completion(task_id)["video_url"])
"""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from charlib.domain.windows.rules import Rules
from charlib.domain.windows.window import Window
from charlib.errors import BadWindow, InvalidInput
from charlib.hints import call
from charlib.library import Library, open_library

KEY_VARIABLE = "SORA_API_KEY"
"""Where the account looks for its key; the manager's own key goes before the environment's."""
PROFILE = "sora-async"
_RULES = Rules(min_s=1, max_s=3)
"""The tutorials' limits of a window, in seconds."""


class SoraCharacterManager:
    """The tutorials' manager: an account of a library, found by its address or added.

    `base_url` is the address of the service up to `/characters`, as in
    `https://relay.example/sora/v1`; without it, that of the profile, whose service has ended.
    `home` and `profile` are the library's folder and the account's dialect. Errors are charlib's:
    all derive from `charlib.CharlibError`.
    """

    def __init__(
        self,
        api_key: str,
        base_url: str | None = None,
        *,
        home: Path | str | None = None,
        profile: str = PROFILE,
    ) -> None:
        environ = {**os.environ, KEY_VARIABLE: api_key}
        self.library = open_library(home, environ=environ, command="charlib.compat")
        self.account = _account(self.library, base_url, profile)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the library."""
        self.library.close()

    def generate_video(self, prompt: str, duration: int = 10) -> str:
        """Send a prompt and return the task's ID; `@character_id` mentions are recorded.

        `duration` is in seconds.
        """
        return _generate(self.library, prompt, self.account, duration)

    def wait_for_completion(self, task_id: str, timeout: float = 300) -> dict[str, Any]:
        """Wait for a task, download its film, and return what the tutorials' API would.

        `timeout` is in seconds. Raises TimeoutError when it is over, ProviderError when the task
        failed.
        """
        task = self.library.tasks.wait(task_id, timeout_s=timeout)
        if task.state != "done":
            raise TimeoutError(f"task {task_id} is still {task.state} after {timeout:g} s")
        return {
            "id": task.remote_id,
            "status": "completed",
            "video_url": task.output_url,
            "file": task.output,
            "prompt": task.prompt,
        }

    def create_character_from_task(self, task_id: str, timestamps: str) -> str:
        """Create a character from an earlier task, and return its ID."""
        return _create(self.library, timestamps, self.account, task=task_id)

    def create_character_from_url(self, video_url: str, timestamps: str) -> str:
        """Create a character from a video's URL, and return its ID."""
        return _create(self.library, timestamps, self.account, url=video_url)

    def generate_with_character(self, character_id: str, scenario: str, duration: int = 10) -> str:
        """Send `@character_id scenario` and return the task's ID; `duration` is in seconds."""
        _catalogue(self.library, character_id, self.account)
        return self.generate_video(f"@{character_id} {scenario}", duration)


def validate_timestamps(timestamps: str, video_duration: float) -> tuple[bool, str]:
    """Whether a window is valid in a video of this duration, in seconds, and why not."""
    try:
        window = Window.parse(timestamps)
    except BadWindow as error:
        return False, str(error)
    problems = _RULES.check(window, duration_ms=round(video_duration * 1000))
    hard = [problem.text for problem in problems if problem.is_hard]
    return not hard, "; ".join(hard) or "valid"


def create_character(video_url: str, timestamps: str) -> str:
    """Create a character at the default account of this user's library, and return its ID."""
    with open_library(command="charlib.compat") as library:
        return _create(library, timestamps, None, url=video_url)


def generate_video_with_character(prompt: str, character_id: str) -> str:
    """Film a prompt with a character at the default account, and return the task's ID.

    The prompt need not mention the character: then it begins with it.
    """
    with open_library(command="charlib.compat") as library:
        _catalogue(library, character_id, None)
        mention = f"@{character_id}"
        text = prompt if mention in prompt else f"{mention} {prompt}"
        return _generate(library, text, None, None)


def _account(library: Library, base_url: str | None, profile: str) -> str:
    """The account of this address and dialect; added if there is none."""
    wanted = base_url.rstrip("/") if base_url else None
    accounts = library.accounts.list()
    for account in accounts:
        if (account.profile, account.base_url) == (profile, wanted):
            return account.name
    host = (urlsplit(wanted).hostname or "") if wanted else ""
    stem = "-".join(["sora", *(part for part in host.split(".") if part)])[:50]
    name = _free(stem, {account.name for account in accounts})
    library.accounts.add(name, profile=profile, base_url=base_url, key_env=KEY_VARIABLE)
    return name


def _free(stem: str, taken: set[str]) -> str:
    if stem not in taken:
        return stem
    return next(name for number in count(2) if (name := f"{stem}-{number}") not in taken)


def _create(
    library: Library,
    timestamps: str,
    account: str | None,
    *,
    url: str | None = None,
    task: str | None = None,
) -> str:
    character = library.create(
        _new_handle(library), window=timestamps, url=url, task=task, account=account
    )
    remote_id = character.bindings[-1].remote_id
    if remote_id is None:
        raise InvalidInput(
            f"@{character.handle} has no ID yet: {character.bindings[-1].state}",
            hint=call("sync"),
        )
    return remote_id


def _new_handle(library: Library) -> str:
    first = library.count(everywhere=False) + 1
    taken = {character.handle for character in library.search("handle:character_*")}
    handles = (f"character_{number}" for number in count(first))
    return next(handle for handle in handles if handle not in taken)


def _catalogue(library: Library, character_id: str, account: str | None) -> None:
    """Record an ID that the library does not know: tutorials keep IDs in variables."""
    if not library.decompile(f"@{character_id}", account=account).handles:
        library.add(_new_handle(library), character_id, account=account)


def _generate(library: Library, prompt: str, account: str | None, duration: int | None) -> str:
    """Send a prompt in which characters are mentioned by their IDs."""
    text = _literal(library, library.decompile(prompt, account=account).text, account)
    params = {} if duration is None else {"duration": duration}
    task = library.generate(text, account=account, wait=False, params=params)
    return task.remote_id or str(task.id)


def _literal(library: Library, text: str, account: str | None) -> str:
    """The prompt with `@@` for every `@` that names no character: it is sent as a plain `@`."""
    unknown = [
        finding.start
        for finding in library.lint(text, account=account).findings
        if finding.kind == "unknown"
    ]
    for start in sorted(unknown, reverse=True):
        text = f"{text[:start]}@{text[start:]}"
    return text

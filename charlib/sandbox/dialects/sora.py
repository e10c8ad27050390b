"""The Sora family: characters cut from windows of videos, prompts that mention them by `@`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from charlib.sandbox.dialects.service import Service
from charlib.sandbox.dialects.shapes import text
from charlib.sandbox.errors import Malformed, Refusal, bad_field
from charlib.sandbox.world.characters import Character, Order, character_id
from charlib.sandbox.world.jobs import COMPLETED, FAILED, Task

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.sandbox.simulation import Simulation
    from charlib.sandbox.world.footage import Footage
    from charlib.sandbox.world.window import WindowRule

# An address such as bob@char_1.org is not a mention, but a mention may touch text beyond ASCII.
_NOT_IN_A_WORD = r"(?<![A-Za-z0-9._%+-])"
BY_ID = re.compile(_NOT_IN_A_WORD + r"@(char_[A-Za-z0-9]+)")
"""The tutorials: `@char_…`, wherever it ends."""
BY_USERNAME = re.compile(_NOT_IN_A_WORD + r"@([a-z0-9]+\.[a-z0-9]+)(?=\s|\Z)")
"""The relays: `@user.name`, only before white space or at the end of the prompt."""
SOURCE = {"url": text(), "from_task": text()}
"""The two kinds of source, of which a creation names one."""


def find_mentions(prompt: str, pattern: re.Pattern[str]) -> list[str]:
    """The mentions in a prompt, each once, in the order of first appearance."""
    return list(dict.fromkeys(pattern.findall(prompt)))


class SoraService(Service):
    """A dialect of the family: its pattern of mentions and its rule for windows."""

    kept: tuple[str, ...] = ("tasks", "_characters")

    def __init__(
        self, simulation: Simulation, name: str, *, mention: re.Pattern[str], window: WindowRule
    ) -> None:
        super().__init__(simulation)
        self.name = name
        self._mention = mention
        self._window = window
        self._characters: dict[str, Character] = {}

    def refusal(self, fault: Malformed) -> Refusal:
        """An error with a code for each kind of mistake."""
        return Refusal(fault.status, fault.code, str(fault), param=fault.place or None)

    def read_order(self, body: dict[str, Any]) -> Order:
        """The order of a creation; refuses a bad window, and a task without a film."""
        url, task_id = body.get("url"), body.get("from_task")
        if (url is None) == (task_id is None):
            how = "one of them is required" if url is None else "not both"
            raise bad_field("invalid_source", "url", f"Pass either 'url' or 'from_task': {how}.")
        window = self._window.read(body["timestamps"])
        if task_id is None:
            return Order(window, url, None)
        task = self.known_task(task_id, self.unknown_source(task_id))
        if not task.is_completed:
            raise self.unfinished_source(task_id)
        return Order(window, None, task)

    def unknown_source(self, task_id: str) -> Refusal:
        """This dialect's answer to `from_task` with an unknown task."""
        return Refusal(404, "task_not_found", f"Task '{task_id}' not found.", param="from_task")

    def unfinished_source(self, task_id: str) -> Refusal:
        """This dialect's answer to `from_task` with a task that has no film yet."""
        message = f"Task '{task_id}' is not completed: wait for its video before extracting."
        return Refusal(400, "task_not_completed", message, param="from_task")

    def mint_character(self, order: Order, footage: Footage) -> Character:
        """Make the character, remember it, and enter it in the ledger."""
        identity, mention = self.identify()
        character = Character(identity, mention, order, footage)
        self._characters[mention] = character
        self.mint(identity, mention, order.method, order.source, order.window.text)
        return character

    def identify(self) -> tuple[str, str]:
        """A new ID and its mention in prompts: in the tutorials the ID itself."""
        identity = character_id()
        return identity, identity

    def start_film(self, request: Request, task_id: str, body: dict[str, Any], **more: Any) -> Task:
        """Accept and bill a film; refuses a prompt that mentions unknown characters."""
        mentions = find_mentions(body["prompt"], self._mention)
        for mention in mentions:
            if mention not in self._characters:
                message = f"The prompt mentions @{mention}, which does not have a cameo."
                raise bad_field("cameo_not_found", "prompt", message)
        identities = [self._characters[mention].id for mention in mentions]
        return self.start(request, task_id, body["prompt"], identities, model=body["model"], **more)

    def report(self, request: Request, task_id: str) -> dict[str, Any]:
        """One poll of a task in the tutorials' form; after the last one, the URL of its film."""
        missing = Refusal(404, "task_not_found", f"Task '{task_id}' not found.", param="id")
        task = self.known_task(task_id, missing)
        status = task.poll()
        answer = {"id": task.id, "status": status, "progress": task.progress.percent}
        if status == COMPLETED:
            return answer | {"video_url": self.film(request, task)}
        if status == FAILED and task.failure:
            return answer | {"error": task.failure.outcome()}
        return answer

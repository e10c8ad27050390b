"""The scene: prompts checked and rendered for every account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.doors.shapes import many, obj, ref
from charlib.studio import showing
from charlib.studio.declare import Table, body

if TYPE_CHECKING:
    from charlib.studio.desk import Desk

table = Table()
CHECKED = ref("Checkedprompt")
TEXT = body("The prompt, with @handles.")
PROJECT = body("The project whose handles are meant; without it, the current one.", None)
EPISODE = body(
    "The episode, which chooses looks: a number, or `none`; without it, the project's current one.",
    None, longest=20,
)  # fmt: skip


@table.post("/api/prompts/lint", "lint", CHECKED, changes=False)
def lint(
    at: Desk,
    *,
    text: str = TEXT,
    project: str | None = PROJECT,
    account: str | None = body("The account; without it, the default one.", None),
    episode: str | None = EPISODE,
) -> Any:
    """What is wrong with a prompt at an account, each problem with its place."""
    with at.library(project) as lib:
        return showing.checked(lib.lint(text, account=account, episode=episode))


@table.post("/api/prompts/render", "prompt_everywhere", obj(prompts=many(CHECKED)), changes=False)
def render(
    at: Desk,
    *,
    text: str = TEXT,
    project: str | None = PROJECT,
    episode: str | None = EPISODE,
) -> Any:
    """The prompt as every account needs it, or what is wrong with it there."""
    with at.library(project) as lib:
        found = lib.prompt_everywhere(text, episode=episode)
    return {"prompts": list(map(showing.checked, found))}

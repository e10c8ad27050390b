"""Tools that read: nothing in the library, and nothing elsewhere, is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from charlib.domain import forms
from charlib.domain.choices import SUBJECTS
from charlib.mcp import shapes, showing
from charlib.mcp.declare import Table, give
from charlib.mcp.tools.words import EPISODE, HANDLE, MOST, PROJECT, TEXT

if TYPE_CHECKING:
    from charlib.domain.choices import Subject
    from charlib.mcp.desk import Call

table = Table()
_OPEN = 50
"""Lines of each list of open work."""
_SOURCES = 100


@table.tool("page", shapes.CAST)
def search(
    at: Call,
    *,
    query: str = give("Such as: red tag:hero -tag:old account:kling. Empty: all.", ""),
    project: str | None = give("Default: all projects.", None, longest=200),
    limit: int = give("", 20, least=1, most=MOST),
    after: str | None = give("`next` of the page before.", None, longest=300),
) -> Any:
    """Find characters, before you invent one."""
    with at.library(project) as lib:
        wide = project is None
        found = lib.page(query, limit=limit, after=after, everywhere=wide)
        people = lib.shown(found.people)
        total = lib.count(query, everywhere=wide)
    following = showing.ref(people[-1]) if people and found.next else None
    return showing.noted(characters=list(map(showing.row, people)), total=total, next=following)


@table.tool("show", shapes.CHARACTER)
def show(at: Call, *, handle: str = HANDLE) -> Any:
    """One character: looks, IDs, notes, and updated_at, which trash needs."""
    return showing.noted(character=showing.full(at.lib.show(handle)))


@table.tool("lint", shapes.CHECKED)
def lint(
    at: Call,
    *,
    text: str = TEXT,
    account: str | None = give("Default: the default account.", None, longest=200),
    project: str | None = PROJECT,
    episode: str | None = EPISODE,
) -> Any:
    """What is wrong with a prompt at an account. Costs nothing."""
    with at.library(project) as lib:
        found = lib.lint(text, account=account, episode=episode)
    told = showing.findings(found)
    return showing.noted(account=found.account, ok=not found.errors, findings=told)


@table.tool("prompt_everywhere", shapes.RENDERED)
def render(
    at: Call,
    *,
    text: str = TEXT,
    account: str = give("A name, or all.", "all", longest=200),
    project: str | None = PROJECT,
    episode: str | None = EPISODE,
) -> Any:
    """The prompt in the form that each account's provider needs."""
    with at.library(project) as lib:
        if account == "all":
            found = lib.prompt_everywhere(text, episode=episode)
        else:
            found = [lib.lint(text, account=account, episode=episode)]
    return showing.noted(prompts=list(map(showing.prompt, found)))


@table.tool("suggest_windows", shapes.WINDOWS)
def suggest_windows(
    at: Call,
    *,
    source: int | None = give("Its number. Without it, the sources are listed.", None, least=1),
    count: int = give("", 3, least=1, most=20),
    account: str | None = give("Whose lengths count.", None, longest=200),
    subject: str = give("", "auto", choices=SUBJECTS),
) -> Any:
    """The seconds of a recorded video that show a character best. Takes a while."""
    if source is None:
        known = at.lib.sources.list(limit=_SOURCES)
        return showing.noted(sources=list(map(showing.source, known)), windows=[])
    video = at.lib.sources.numbered(source)
    seconds = (video.duration_ms or 0) / 1000 or None
    found = at.lib.suggest_windows(
        str(video.id), count=count, account=account, subject=cast("Subject", subject),
        progress=lambda done: at.progress(done, seconds, "watched"),
    )  # fmt: skip
    shape = shapes.WINDOWS["properties"]["windows"]["items"]
    windows = [showing.fitted(forms.suggestion(each), shape) for each in found.windows]
    return showing.noted(sources=[showing.source(video)], windows=windows)


@table.tool("history", shapes.HISTORY)
def history(
    at: Call,
    *,
    limit: int = give("", 20, least=1, most=MOST),
    before: int = give("`next` of the page before.", 0, least=0),
) -> Any:
    """What was changed and by whom, newest first."""
    found = at.lib.history(limit=limit + 1, before=before)
    following = found[limit - 1].id if len(found) > limit else None
    entries = list(map(showing.entry, found[:limit]))
    return showing.noted(entries=entries, total=at.lib.entries(), next=following)


@table.tool("open_work", shapes.WORK)
def open_work(at: Call) -> Any:
    """What is not finished: requests, requests without an answer, and plans."""
    jobs, unsettled, plans = at.lib.open_work(), at.lib.unsettled(), at.lib.plans.list()
    shape = shapes.WORK["properties"]["open"]["items"]
    return showing.noted(
        open=[{name: getattr(each, name) for name in shape["properties"]} for each in jobs[:_OPEN]],
        unsettled=[showing.unsettled(*each) for each in unsettled[:_OPEN]],
        plans=list(map(showing.planned, plans[:_OPEN])),
        total={"open": len(jobs), "unsettled": len(unsettled), "plans": len(plans)},
    )

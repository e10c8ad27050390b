"""Taking care: the journal, undo, accounts and projects, and what is wrong with the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from charlib import __version__
from charlib.domain import forms
from charlib.domain.choices import COST_GROUPS
from charlib.doors.places import unplaced
from charlib.doors.shapes import TEXT, TRUTH, many, obj, ref
from charlib.errors import CharlibError
from charlib.studio import showing
from charlib.studio.declare import Table, body, path, query
from charlib.studio.phrasing import phrased

if TYPE_CHECKING:
    from charlib.domain.choices import CostGroup
    from charlib.domain.records import Account
    from charlib.library.costing import CostLine
    from charlib.studio.desk import Desk

table = Table()
ENTRY = ref("Entry")
SLUG = path("The short name of the project.")


@table.get("/api/studio", "", obj(version=TEXT, project=TEXT, read_only=TRUTH, no_spend=TRUTH))
def studio(at: Desk) -> Any:
    """What this studio may do."""
    return {
        "version": __version__,
        "project": at.lib.project,
        "read_only": at.read_only,
        "no_spend": at.no_spend,
    }


@table.get("/api/history", "history", obj(entries=many(ENTRY)))
def history(
    at: Desk,
    *,
    limit: int = query("The most entries.", 50, least=1, most=1000),
    after: int = query("Only entries after this one.", 0, least=0),
) -> Any:
    """What was changed, newest first."""
    return {"entries": list(map(showing.entry, at.lib.history(limit=limit, after=after)))}


@table.get("/api/undoable", "undoable", obj(entries=many(ENTRY)))
def undoable(at: Desk, *, count: int = query("How many.", 1, least=1, most=100)) -> Any:
    """What undo would take back next."""
    return {"entries": list(map(showing.entry, at.lib.undoable(count)))}


@table.post("/api/undo", "undo", ENTRY)
def undo(
    at: Desk, *, entry: int | None = body("The entry that is meant, as the last one.", None)
) -> Any:
    """Take back the last change; refused if another one came after the one that is meant."""
    return showing.undone(at.lib.undo(entry=entry))


@table.post("/api/redo", "redo", ENTRY)
def redo(at: Desk) -> Any:
    """Do again what was undone last."""
    return showing.entry(at.lib.redo())


@table.get("/api/projects", "projects.list", obj(projects=many(ref("Project"))))
def projects(at: Desk) -> Any:
    """All projects by name."""
    return {"projects": list(map(forms.project, at.lib.projects.list()))}


@table.post("/api/projects", "projects.add", ref("Project"))
def add_project(
    at: Desk,
    *,
    slug: str = body("Its short name.", longest=200),
    name: str = body("Its name.", ""),
    notes: str = body("Notes.", ""),
) -> Any:
    """Add a project."""
    with at.library(None) as lib:
        return forms.project(lib.projects.add(slug, name=name, notes=notes))


@table.post("/api/projects/{slug}/rename", "projects.rename", ref("Project"))
def rename_project(
    at: Desk, *, slug: str = SLUG, new: str = body("Its new short name.", longest=200)
) -> Any:
    """Change the short name of a project; prompts that were recorded keep the old one."""
    with at.library(None) as lib:
        return forms.project(lib.projects.rename(slug, new))


@table.post("/api/projects/{slug}/remove", "projects.remove", ref("Project"))
def remove_project(at: Desk, *, slug: str = SLUG) -> Any:
    """Remove a project without characters, takes and prompts; the answer is what it was."""
    with at.library(None) as lib:
        return forms.project(lib.projects.remove(slug))


@table.post("/api/projects/{slug}/use", "projects.use", ref("Project"))
def use_project(
    at: Desk,
    *,
    slug: str = SLUG,
    episode: str | None = body("Its current episode: a number, or `none`.", None, longest=20),
) -> Any:
    """Make a project the current one, also of later commands; its episode chooses looks."""
    with at.library(None) as lib:
        return forms.project(lib.projects.use(slug, episode=episode))


@table.get("/api/accounts", "accounts.list", obj(accounts=many(ref("Account"))))
def accounts(at: Desk) -> Any:
    """All accounts with what they do and their rules for windows; never a key, nor its place."""
    return {"accounts": [_account(at, each) for each in at.lib.accounts.list()]}


def _account(at: Desk, record: Account) -> dict[str, Any]:
    from charlib.domain.windows.rules import Rules

    rules, does, error = Rules(), dict[str, Any](creates=False, films=False), None
    try:
        profile = at.lib.accounts.profile(record.name)
        rules = profile.window
        does = {"creates": profile.create is not None, "films": profile.generate is not None}
    except CharlibError as invalid:
        error = unplaced(str(invalid))
    spent = at.lib.accounts.spent(record.name) if record.budget else None
    budgets = {each.whose: each.sentence for each in at.lib.accounts.budgets(record.name)}
    does |= {"left": spent.sentence if spent else None, "team": budgets.get("team")}
    return showing.account(record) | {"window": rules._asdict(), "error": error} | does


@table.post("/api/accounts/{name}/budget", "accounts.edit", ref("Account"))
def budget(
    at: Desk,
    *,
    name: str = path("The name of the account."),
    budget: str = body(
        "The most, such as 20 USD/month or 10 calls; `none` removes it.", longest=100
    ),
) -> Any:
    """Set the most that may be spent at an account; more is refused before it is sent."""
    with at.library(None) as lib:
        return _account(at, lib.accounts.edit(name, budget=budget))


@table.post(
    "/api/accounts/{name}/check", "accounts.check", obj(state=TEXT, sentence=TEXT), changes=False
)
def check_account(at: Desk, *, name: str = path("The name of the account.")) -> Any:
    """Ask the provider a question that costs nothing, to see whether it takes the key."""
    done = at.lib.accounts.check(name)
    return {"state": done.state, "sentence": unplaced(done.sentence)}


@table.get("/api/cost", "cost", ref("Costs"))
def cost(
    at: Desk,
    *,
    by: str | None = query(
        "What the lines are about; without it, only totals.", None, choices=COST_GROUPS
    ),
    since: str | None = query("Only from this day or month on: 2026-05-01.", None, longest=40),
) -> Any:
    """What films and creations cost; an amount that nobody knows is null."""
    report = at.lib.cost(by=cast("CostGroup | None", by), since=since)
    lines, total = (list(map(_line, part)) for part in (report.lines, report.total))
    return {"by": report.by, "lines": lines, "total": total}


def _line(line: CostLine) -> dict[str, Any]:
    amount = None if line.amount is None else forms.number(line.amount)
    return line._asdict() | {"amount": amount, "words": line.words}


@table.get("/api/doctor", "doctor", obj(problems=many(ref("Diagnosis"))), decodes=True)
def doctor(at: Desk) -> Any:
    """What is wrong with the library, and what helps."""
    return {"problems": _problems(at, fix=False)}


@table.post("/api/doctor", "doctor", obj(problems=many(ref("Diagnosis"))), decodes=True)
def fix(at: Desk) -> Any:
    """Repair what can be repaired without losing anything."""
    return {"problems": _problems(at, fix=True)}


def _problems(at: Desk, *, fix: bool) -> list[dict[str, Any]]:
    with at.library(None) as lib:
        found = lib.doctor(fix=fix)
    names = ("is_mendable", "is_mended", "is_note")
    return [
        {
            "what": unplaced(each.what),
            "problem": unplaced(each.problem),
            "hint": phrased(each.remedy),
            **{name: getattr(each, name) for name in names},
        }
        for each in found
    ]

"""The names in a search for takes that do not exist, and what they may have been meant for."""

from __future__ import annotations

from collections.abc import Sequence

from charlib.domain.character.handle import nearest
from charlib.domain.search.tree import Tree, terms
from charlib.library.session import Session


def unknown(session: Session, tree: Tree) -> Sequence[tuple[str, str, str]]:
    """Field, name, and the most similar name or `""`, of each name that does not exist."""
    read = session.store.read
    missing = []
    for term in terms(tree):
        if term.field not in {"character", "project", "account"} or term.how not in {"is", "exact"}:
            continue
        name = str(term.value).removeprefix("@")
        if term.field == "character":
            project, _, name = name.rpartition("/")
            known = read.characters.handles(project or None)
        elif term.field == "project":
            known = [project.slug for project in read.projects.all()]
        else:
            known = [account.name for account in read.accounts.all()]
        if name not in known:
            missing.append((term.field, name, next(iter(nearest(name, known, count=1)), "")))
    return missing

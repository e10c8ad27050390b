"""Who is who, over the API: aliases, a merge, a move, and erasing for good."""

from __future__ import annotations

import pytest

from charlib.library import Library

from .client import Page

MIA = "/api/characters/default/mia"


@pytest.fixture(autouse=True)
def cast(lib: Library) -> None:
    """Two records that may be one person, and another project."""
    lib.add("mia", name="Mia", look="a red coat", tags=["hero"])
    lib.add("maja", name="Maja", look="a blue coat")
    lib.projects.add("noir")


def test_other_handles_come_and_go(page: Page) -> None:
    """An alias is typed like a handle, and no handle is taken for one."""
    assert page.post(f"{MIA}/aliases", alias="mimi")["aliases"] == ["mimi"]
    assert page.get("/api/characters/default/mimi")["handle"] == "mia"
    page.error("POST", f"{MIA}/aliases", 409, json={"alias": "maja"})
    page.error("POST", f"{MIA}/aliases/remove", 404, json={"alias": "maja"})
    assert page.post(f"{MIA}/aliases/remove", alias="MIMI")["aliases"] == []


def test_two_records_become_one_after_a_plan(page: Page) -> None:
    """The plan names what both say differently; one undo takes the merge back."""
    plan = page.get("/api/characters/default/maja/merge", into="default/mia")
    assert (plan["old"]["handle"], plan["into"]["handle"], plan["prompts"]) == ("maja", "mia", 0)
    assert any("look" in text for text in plan["conflicts"])
    assert page.get("/api/characters")["total"] == 2
    merged = page.post("/api/characters/default/maja/merge", into="default/mia")
    assert (merged["handle"], merged["aliases"]) == ("mia", ["maja"])
    page.error("POST", f"{MIA}/merge", 400, json={"into": "default/mia"})
    page.post("/api/undo")
    assert page.get("/api/characters")["total"] == 2


def test_characters_move_after_a_preview(page: Page) -> None:
    """To a project where nobody has their handles."""
    preview = page.post("/api/bulk/move", to="noir", handles=["default/mia"])
    assert preview == {"count": 1, "first": ["default/mia"], "changed": None}
    assert page.post("/api/bulk/move", to="noir", handles=["default/mia"], count=1)["changed"] == 1
    assert page.get("/api/characters/noir/mia")["project"] == "noir"
    page.post("/api/characters", handle="mia", project="default")
    taken = {"to": "noir", "q": "mia", "project": "default", "count": 1}
    assert "@mia" in page.error("POST", "/api/bulk/move", 409, json=taken)["message"]
    assert page.post("/api/bulk/move", to="noir", q="maja", count=1)["changed"] == 1


def test_a_person_is_erased_for_good(page: Page, lib: Library) -> None:
    """After what remains elsewhere was shown, and the handle typed again."""
    lib.accounts.add("main", profile="sandbox")
    lib.add("zoe", "ch_zoe", account="main")
    lib.edit("maja", notes="the sister of @zoe")
    lib.backup()
    zoe = "/api/characters/default/zoe"
    plan = page.get(f"{zoe}/purge")
    assert plan["remains"]["ids"] == [
        {"kind": "character", "account": "main", "remote_id": "ch_zoe"}
    ]
    assert len(plan["remains"]["backups"]) == 1
    for confirm in ({}, {"confirm": "mia"}):
        page.error("POST", f"{zoe}/purge", 409, json=confirm)
    assert page.get(zoe)["handle"] == "zoe"
    done = page.post(f"{zoe}/purge", confirm="zoe")
    assert (done["remains"]["ids"], done["is_scrubbed"]) == (plan["remains"]["ids"], True)
    page.error("GET", zoe, 404)
    assert "zoe" not in str(page.get("/api/history"))
    assert page.get("/api/trash")["characters"] == []

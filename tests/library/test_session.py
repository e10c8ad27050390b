"""The door for queries of one's own: SQLModel classes and a read-only session."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from charlib import models
from charlib.library import Library
from charlib.store.schema import models as schema


def test_a_session_reads_what_the_verbs_wrote(lib: Library) -> None:
    """Rows come as SQLModel objects."""
    lib.accounts.add("main", profile="sandbox")
    lib.add("mia", "ch_1", tags=["hero"])

    with lib.session() as session:
        characters = session.exec(select(models.Character)).all()
        tagged = session.exec(
            select(models.Character.handle)
            .join(models.CharacterTag)
            .join(models.Tag)
            .where(models.Tag.name == "hero")
        ).all()

    assert [character.handle for character in characters] == ["mia"]
    assert tagged == ["mia"]


def test_a_session_writes_nothing(lib: Library) -> None:
    """Counters, the text index and the journal would not follow: writing is refused."""
    lib.accounts.add("main", profile="sandbox")
    with lib.session() as session:
        session.add(models.Project(uid="u", slug="s", created_at=1, updated_at=1))
        with pytest.raises(OperationalError, match="readonly"):
            session.commit()


def test_every_table_has_its_public_class() -> None:
    """What is left out is charlib's own: the words of the indexes, and what sharing keeps."""
    tables = {model.__tablename__ for model in map(models.__dict__.get, models.__all__) if model}

    words = {"term", "tag_word", "task_words"}
    sharing = {"member", "share", "share_object", "shared", "unpushed"}
    assert set(schema.Base.metadata.tables) - tables == words | sharing

"""Search: counters, tag parents and aliases, saved searches, the text index.

Never changed once released: later migrations add.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_columns()
    _add_tables()
    op.create_index(
        "ix_binding_state",
        "binding",
        ["state", "character_id"],
        sqlite_where=sa.text("state <> 'ready'"),
    )
    _count()
    op.execute(
        "CREATE VIRTUAL TABLE character_text USING fts5"
        "(handle, name, look, notes, content='', tokenize='ascii')"
    )
    # charlib fills the index after all migrations: only charlib splits texts into words.


def _add_columns() -> None:
    # ADD COLUMN with the CHECK inline: rebuilding the table would drop what refers to it.
    op.execute(
        "ALTER TABLE character ADD COLUMN likeness TEXT DEFAULT '' NOT NULL CONSTRAINT"
        " ck_character_likeness CHECK (likeness IN ('', 'real', 'fictional', 'none'))"
    )
    op.execute("ALTER TABLE project ADD COLUMN n INTEGER DEFAULT '0' NOT NULL")
    op.execute("ALTER TABLE tag ADD COLUMN n INTEGER DEFAULT '0' NOT NULL")
    op.create_index(
        "ix_character_live",
        "character",
        ["project_id", "id"],
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("ix_character_created_at", "character", ["created_at"])


def _add_tables() -> None:
    op.create_table(
        "project_tag",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        _to("project_tag", "project_id", "project"),
        _to("project_tag", "tag_id", "tag"),
        sa.PrimaryKeyConstraint("project_id", "tag_id", name=op.f("pk_project_tag")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tag_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        _to("tag_word", "tag_id", "tag"),
        sa.PrimaryKeyConstraint("word", "tag_id", name=op.f("pk_tag_word")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tag_word_tag_id", "tag_word", ["tag_id"])
    op.create_table(
        "tag_parent",
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("tag_id <> parent_id", name=op.f("ck_tag_parent_self")),
        _to("tag_parent", "tag_id", "tag"),
        _to("tag_parent", "parent_id", "tag"),
        sa.PrimaryKeyConstraint("tag_id", "parent_id", name=op.f("pk_tag_parent")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tag_parent_parent_id", "tag_parent", ["parent_id"])
    op.create_table(
        "tag_alias",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        _to("tag_alias", "tag_id", "tag"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tag_alias")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tag_alias_tag_id", "tag_alias", ["tag_id"])
    op.create_table(
        "saved_search",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_search")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "term",
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_term")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )


def _count() -> None:
    op.execute(
        "UPDATE project SET n = (SELECT count(*) FROM character"
        " WHERE project_id = project.id AND deleted_at IS NULL)"
    )
    op.execute(
        "INSERT INTO project_tag (project_id, tag_id, n)"
        " SELECT project_id, tag_id, count(*) FROM character_tag"
        " JOIN character ON character.id = character_id WHERE deleted_at IS NULL"
        " GROUP BY project_id, tag_id"
    )
    op.execute(
        "UPDATE tag SET n ="
        " (SELECT coalesce(sum(n), 0) FROM project_tag WHERE project_tag.tag_id = tag.id)"
    )


def downgrade() -> None:
    raise NotImplementedError("charlib's migrations only go up; restore the backup made before")

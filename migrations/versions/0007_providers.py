"""The voices of characters, their bindings, and what was asked of a film.

A character has one voice at a time, with `replaced_at` NULL. A binding with a `voice_id` is what a
provider calls this voice; one without is of the character itself. `task.params` is a JSON object.

Never changed once released: later migrations add.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OF_VOICE = (
    "CONSTRAINT fk_binding_voice_id FOREIGN KEY(voice_id) REFERENCES voice (id) ON DELETE RESTRICT"
)


def upgrade() -> None:
    op.create_table(
        "voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("character_id", sa.Integer(), nullable=False),
        sa.Column("medium_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.Column("end_ms", sa.Integer(), nullable=True),
        sa.Column("replaced_at", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.Integer(), nullable=False),
        sa.CheckConstraint("start_ms >= 0", name=op.f("ck_voice_start")),
        sa.CheckConstraint("end_ms > start_ms", name=op.f("ck_voice_order")),
        sa.ForeignKeyConstraint(
            ["character_id"],
            ["character.id"],
            name=op.f("fk_voice_character_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["medium_id"], ["medium.id"], name=op.f("fk_voice_medium_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_voice_source_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice")),
        sa.UniqueConstraint("uid", name=op.f("uq_voice_uid")),
        sqlite_strict=True,
    )
    current = sa.text("replaced_at IS NULL")
    op.create_index(
        "uq_voice_character_id", "voice", ["character_id"], unique=True, sqlite_where=current
    )
    op.create_index("ix_voice_character_id", "voice", ["character_id"])
    op.create_index("ix_voice_medium_id", "voice", ["medium_id"])
    op.create_index("ix_voice_source_id", "voice", ["source_id"])
    op.execute("ALTER TABLE binding ADD COLUMN voice_id INTEGER")
    add_constraint("binding", _OF_VOICE)
    bound = sa.text("voice_id IS NOT NULL")
    op.create_index("ix_binding_voice_id", "binding", ["voice_id"], sqlite_where=bound)
    op.execute("ALTER TABLE task ADD COLUMN params TEXT DEFAULT '{}' NOT NULL")


def add_constraint(table: str, constraint: str) -> None:
    """Make a table anew with one more constraint: SQLite cannot add one."""
    definitions = [
        row[0]
        for row in op.get_bind().exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
            " ORDER BY type = 'table' DESC",
            (table,),
        )
    ]
    statement, *indexes = definitions
    head, rest = statement.split("(", 1)
    columns, end = rest.rsplit(")", 1)
    op.execute(f"{head.replace(table, f'{table}_new')}({columns}, {constraint}){end}")
    op.execute(f"INSERT INTO {table}_new SELECT * FROM {table}")  # noqa: S608 - a name above
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
    for index in indexes:
        op.execute(index)


def downgrade() -> None:
    raise NotImplementedError("charlib's migrations only go up; restore the backup made before")

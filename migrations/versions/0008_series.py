"""A series: looks and aliases of characters, scenes and takes, what calls cost.

Every character has a main look, which has no row: `look_id` is NULL for it. A task is a take; the
project of old ones is that of their prompt. Costs are millionths of their unit, so that sums are
exact.

Never changed once released: later migrations add.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_COSTS = (
    "cost_micros INTEGER",
    "cost_unit TEXT DEFAULT '' NOT NULL",
    "cost_is_estimate INTEGER DEFAULT '1' NOT NULL",
    "counted_at INTEGER",
    "earlier_calls INTEGER DEFAULT '0' NOT NULL",
    "earlier_micros INTEGER DEFAULT '0' NOT NULL",
)
_TAKES = (
    "project_id INTEGER",
    "episode INTEGER",
    "scene TEXT DEFAULT '' NOT NULL",
    "take INTEGER",
    "rating INTEGER",
    "picked INTEGER DEFAULT '0' NOT NULL",
    "note TEXT DEFAULT '' NOT NULL",
)


def upgrade() -> None:
    _add_looks()
    _add_aliases()
    _add_takes()
    _add_checks()
    op.execute("ALTER TABLE project ADD COLUMN episode INTEGER")
    op.execute("ALTER TABLE account ADD COLUMN budget TEXT DEFAULT '' NOT NULL")


def _add_looks() -> None:
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("character_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("episodes", sa.Text(), server_default="", nullable=False),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.Integer(), nullable=False),
        _to("look", "character"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
        sa.UniqueConstraint("uid", name=op.f("uq_look_uid")),
        sqlite_strict=True,
    )
    there = sa.text("deleted_at IS NULL")
    op.create_index(
        "uq_look_name", "look", ["character_id", "name"], unique=True, sqlite_where=there
    )
    op.create_index("ix_look_character_id", "look", ["character_id"])
    op.create_index("ix_look_name", "look", ["name"])
    for table in ("binding", "window", "prompt_character"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN look_id INTEGER")
        add_constraints(table, _fk(table, "look"))
        given = sa.text("look_id IS NOT NULL")
        op.create_index(f"ix_{table}_look_id", table, ["look_id"], sqlite_where=given)


def _add_aliases() -> None:
    op.create_table(
        "character_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("character_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        _to("character_alias", "project"),
        _to("character_alias", "character"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_character_alias")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_character_alias_handle", "character_alias", ["project_id", "handle"], unique=True
    )
    op.create_index("ix_character_alias_character_id", "character_alias", ["character_id"])
    op.create_index("ix_character_alias_handle", "character_alias", ["handle"])


def _add_takes() -> None:
    for table in ("task", "binding"):
        for column in (*_TAKES, *_COSTS) if table == "task" else _COSTS:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.execute("UPDATE task SET counted_at = created_at WHERE sends > 0")
    op.execute("UPDATE binding SET counted_at = created_at WHERE sends > 0")
    add_constraints(
        "task",
        _fk("task", "project"),
        "CONSTRAINT ck_task_rating CHECK (rating BETWEEN 0 AND 5)",
        "CONSTRAINT ck_task_picked CHECK (picked IN (0, 1))",
    )
    op.execute(
        "UPDATE task SET project_id ="
        " (SELECT project_id FROM prompt WHERE task_id = task.id ORDER BY id LIMIT 1)"
    )
    op.create_index("ix_task_scene", "task", ["project_id", "episode", "scene", "take"])
    op.create_index("ix_task_spent", "task", ["account_id", "counted_at"])
    op.create_index("ix_binding_spent", "binding", ["account_id", "counted_at"])


def _add_checks() -> None:
    op.create_table(
        "likeness_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("character_id", sa.Integer(), nullable=False),
        sa.Column("look_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("score", sa.REAL(), nullable=True),
        sa.Column("at_ms", sa.Integer(), nullable=True),
        sa.Column("lowest", sa.REAL(), nullable=True),
        sa.Column("lowest_ms", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('same', 'unsure', 'another', 'cannot-tell')",
            name=op.f("ck_likeness_check_verdict"),
        ),
        _to("likeness_check", "task", on_delete="CASCADE"),
        _to("likeness_check", "character"),
        _to("likeness_check", "look"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likeness_check")),
        sqlite_strict=True,
    )
    op.create_index("ix_likeness_check_task_id", "likeness_check", ["task_id"])
    op.create_index("ix_likeness_check_character_id", "likeness_check", ["character_id"])
    op.create_index("ix_likeness_check_look_id", "likeness_check", ["look_id"])


def _to(table: str, other: str, *, on_delete: str = "RESTRICT") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{other}_id")
    return sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=name, ondelete=on_delete)


def _fk(table: str, other: str) -> str:
    return (
        f"CONSTRAINT fk_{table}_{other}_id FOREIGN KEY({other}_id)"
        f" REFERENCES {other} (id) ON DELETE RESTRICT"
    )


def add_constraints(table: str, *constraints: str) -> None:
    """Make a table anew with more constraints: SQLite cannot add one."""
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
    more = ", ".join(constraints)
    op.execute(f"{head.replace(table, f'{table}_new', 1)}({columns}, {more}){end}")
    op.execute(f"INSERT INTO {table}_new SELECT * FROM {table}")  # noqa: S608 - a name above
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
    for index in indexes:
        op.execute(index)


def downgrade() -> None:
    raise NotImplementedError("charlib's migrations only go up; restore the backup made before")

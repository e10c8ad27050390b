"""A task's state `rejected`: its provider refused the content for good.

Never changed once released: later migrations add.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OLD = "'done', 'failed', 'unknown')"
NEW = "'done', 'failed', 'rejected', 'unknown')"


def upgrade() -> None:
    rebuild("task", OLD, NEW)


def rebuild(table: str, old: str, new: str) -> None:
    """Make a table anew with another CHECK: SQLite cannot change one."""
    connection = op.get_bind()
    definitions = [
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
            " ORDER BY type = 'table' DESC",
            (table,),
        )
    ]
    statement, *indexes = definitions
    head, columns = statement.split("(", 1)
    if columns.count(old) != 1:
        raise ValueError(f"table {table} has another CHECK than expected")
    op.execute(head.replace(table, f"{table}_new") + "(" + columns.replace(old, new))
    op.execute(f"INSERT INTO {table}_new SELECT * FROM {table}")  # noqa: S608 - a name above
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
    for index in indexes:
        op.execute(index)


def downgrade() -> None:
    raise NotImplementedError("charlib's migrations only go up; restore the backup made before")

"""What a library needs to be trusted: sends of requests, an epoch, a bounded journal.

`sends` is how often a request was sent, the epoch is another one in each restored library, and the
journal is bounded by the size of its entries. A task can be `rejected`.

Never changed once released: later migrations add.
"""

import os
from base64 import b32encode

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("task", "binding"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN sends INTEGER DEFAULT '0' NOT NULL")
    epoch = b32encode(os.urandom(10)).decode().lower()
    op.get_bind().exec_driver_sql(
        "INSERT OR REPLACE INTO setting (key, value) VALUES ('epoch', ?)", (epoch,)
    )
    op.execute("ALTER TABLE entry ADD COLUMN bytes INTEGER DEFAULT '0' NOT NULL")
    op.execute(
        "UPDATE entry SET bytes ="
        " (SELECT coalesce(sum(length(what)), 0) FROM change WHERE entry_id = entry.id)"
    )
    rebuild("task", "'done', 'failed', 'unknown')", "'done', 'failed', 'rejected', 'unknown')")


def rebuild(table: str, old: str, new: str) -> None:
    """Make a table anew with another CHECK: SQLite cannot change one."""
    definitions = [
        row[0]
        for row in op.get_bind().exec_driver_sql(
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

"""What a library needs to be trusted: sends of requests, an epoch, a bounded journal.

`sends` is how often a request was sent, the epoch is another one in each restored library, and the
journal is bounded by the size of its entries.

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


def downgrade() -> None:
    raise NotImplementedError("charlib's migrations only go up; restore the backup made before")

"""What a library needs to be trusted after a restore: the sends of each request, and its epoch.

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


def downgrade() -> None:
    raise NotImplementedError("charlib's migrations only go up; restore the backup made before")

"""The size of journal entries, so that the journal can be bounded.

Never changed once released: later migrations add.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE entry ADD COLUMN bytes INTEGER DEFAULT '0' NOT NULL")
    op.execute(
        "UPDATE entry SET bytes ="
        " (SELECT coalesce(sum(length(what)), 0) FROM change WHERE entry_id = entry.id)"
    )


def downgrade() -> None:
    raise NotImplementedError("charlib's migrations only go up; restore the backup made before")

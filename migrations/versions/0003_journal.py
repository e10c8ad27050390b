"""The journal, and the place of an account's key.

Never changed once released: later migrations add.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_entry_undone_at",
        "entry",
        ["undone_at"],
        sqlite_where=sa.text("undone_at IS NOT NULL"),
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_change_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_strict=True,
    )
    op.create_index("ix_change_entry_id", "change", ["entry_id", "id"])
    op.execute("ALTER TABLE account ADD COLUMN key_command TEXT")
    op.execute("ALTER TABLE account ADD COLUMN key_ring TEXT")
    op.execute("ALTER TABLE account ADD COLUMN allows_http INTEGER DEFAULT '0' NOT NULL")


def downgrade() -> None:
    raise NotImplementedError("charlib's migrations only go up; restore the backup made before")

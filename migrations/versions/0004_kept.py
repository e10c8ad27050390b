"""Kept footage to rebind characters from, its uploads, and notes of consent.

Never changed once released: later migrations add.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "medium",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medium")),
        sa.UniqueConstraint("path", name=op.f("uq_medium_path")),
        sqlite_strict=True,
    )
    op.create_table(
        "kept",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("medium_id", sa.Integer(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('clip', 'frontal', 'still', 'avatar')", name=op.f("ck_kept_role")
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["window.id"], name=op.f("fk_kept_window_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["medium_id"], ["medium.id"], name=op.f("fk_kept_medium_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("window_id", "role", "position", name=op.f("pk_kept")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_kept_medium_id", "kept", ["medium_id"])
    op.create_table(
        "upload",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_upload_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "path", name=op.f("pk_upload")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute("ALTER TABLE window ADD COLUMN keeping TEXT DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE character ADD COLUMN consent TEXT DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE account ADD COLUMN upload TEXT")


def downgrade() -> None:
    raise NotImplementedError("charlib's migrations only go up; restore the backup made before")

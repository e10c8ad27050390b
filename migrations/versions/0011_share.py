"""A cast that several members share: where it is, what was read there, and what is not there yet.

Never changed once released: later migrations add.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "share",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), server_default="on-demand", nullable=False),
        sa.Column("is_read_only", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_quiet", sa.Integer(), server_default="0", nullable=False),
        sa.Column("joined_at", sa.Integer(), nullable=False),
        sa.Column("pulled_at", sa.Integer(), nullable=True),
        sa.Column("pushed_at", sa.Integer(), nullable=True),
        sa.Column("listed_at", sa.Integer(), nullable=True),
        sa.CheckConstraint("one = 1", name=op.f("ck_share_one")),
        sa.CheckConstraint("media IN ('all', 'on-demand', 'none')", name=op.f("ck_share_media")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_share")),
        sqlite_strict=True,
    )
    op.create_table(
        "unpushed",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "uid", name=op.f("pk_unpushed")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "share_object",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_share_object")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "member",
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pushed_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("author", name=op.f("pk_member")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )

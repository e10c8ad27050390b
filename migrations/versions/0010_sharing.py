"""What a library shares with others: the record of each thing, as all of them know it.

Never changed once released: later migrations add.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("stand_ins", sa.Text(), server_default="", nullable=False),
        sa.Column("asks", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("kind", "uid", name=op.f("pk_shared")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    asking = sa.text("asks = 1 OR stand_ins <> ''")
    op.create_index("ix_shared_asks", "shared", ["kind", "uid"], sqlite_where=asking)

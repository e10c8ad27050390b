"""The sort keys of characters: their folded names, and the number of prompts that use them.

Never changed once released: later migrations add.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # charlib fills the folded names after all migrations: only charlib folds texts.
    op.execute("ALTER TABLE character ADD COLUMN name_key TEXT DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE character ADD COLUMN used INTEGER DEFAULT '0' NOT NULL")
    op.execute(
        "UPDATE character SET used ="
        " (SELECT count(*) FROM prompt_character WHERE character_id = character.id)"
        " WHERE id IN (SELECT character_id FROM prompt_character)"
    )
    for column in ("name_key", "used", "updated_at"):
        op.create_index(
            f"ix_character_{column}",
            "character",
            ["project_id", column, "id"],
            sqlite_where=sa.text("deleted_at IS NULL"),
        )


def downgrade() -> None:
    raise NotImplementedError("charlib's migrations only go up; restore the backup made before")

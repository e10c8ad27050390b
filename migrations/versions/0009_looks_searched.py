"""The words of all looks are searched, why a check cannot tell, and only films have numbers.

`character.looks` has the descriptions of the looks other than the main one, `look_names` their
names. What failed has no take number: the next try gets it.

Never changed once released: later migrations add.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column, text in (("looks", "description"), ("look_names", "name")):
        op.execute(f"ALTER TABLE character ADD COLUMN {column} TEXT DEFAULT '' NOT NULL")
        op.execute(
            f"UPDATE character SET {column} = (SELECT group_concat({text}, char(10)) FROM"  # noqa: S608 - names above
            " (SELECT * FROM look WHERE character_id = character.id AND deleted_at IS NULL"
            " ORDER BY id)) WHERE id IN (SELECT character_id FROM look WHERE deleted_at IS NULL)"
        )
    op.execute("DROP TABLE character_text")
    op.execute(
        "CREATE VIRTUAL TABLE character_text USING fts5"
        "(handle, name, look, notes, looks, look_names, content='', tokenize='ascii')"
    )
    # charlib fills the index after all migrations: only charlib splits texts into words.
    op.execute("ALTER TABLE likeness_check ADD COLUMN why TEXT DEFAULT '' NOT NULL")
    op.execute("UPDATE task SET take = NULL WHERE state IN ('failed', 'rejected')")

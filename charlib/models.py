"""The tables as SQLModel classes, for queries of your own in `lib.session()`.

    from sqlmodel import select
    from charlib.models import Character

    with lib.session() as session:
        session.exec(select(Character).where(Character.used > 3)).all()

The session is read-only: what the verbs write besides a row (counters, the text index, the
journal) only the verbs know.
"""

from charlib.store.schema.models import (
    Account,
    Binding,
    Change,
    Character,
    CharacterAlias,
    CharacterTag,
    Entry,
    Kept,
    LikenessCheck,
    Look,
    Medium,
    Profile,
    Project,
    ProjectTag,
    Prompt,
    PromptCharacter,
    SavedSearch,
    Setting,
    Source,
    Tag,
    TagAlias,
    TagParent,
    Task,
    Upload,
    Voice,
    Window,
)

__all__ = [
    "Account",
    "Binding",
    "Change",
    "Character",
    "CharacterAlias",
    "CharacterTag",
    "Entry",
    "Kept",
    "LikenessCheck",
    "Look",
    "Medium",
    "Profile",
    "Project",
    "ProjectTag",
    "Prompt",
    "PromptCharacter",
    "SavedSearch",
    "Setting",
    "Source",
    "Tag",
    "TagAlias",
    "TagParent",
    "Task",
    "Upload",
    "Voice",
    "Window",
]

"""The library as its users see it: one object with all the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from charlib.library.verb import deferred, verb

if TYPE_CHECKING:
    from sqlmodel import Session as SQLSession

    from charlib.config import Home
    from charlib.library import (
        care,
        characters,
        costing,
        creating,
        creation_plans,
        doctor,
        finding,
        history,
        identity,
        rebinding,
        settling,
        syncing,
    )
    from charlib.library.filming import (
        decompiling,
        mentioning,
        prompting,
        rows,
        scenario_plans,
        scripts,
    )
    from charlib.library.footage import archive, gallery, kept, pictures, videos, watching
    from charlib.library.moving import arriving, cards, exchange
    from charlib.library.nouns.accounts import Accounts
    from charlib.library.nouns.aliases import Aliases
    from charlib.library.nouns.looks import Looks
    from charlib.library.nouns.projects import Projects
    from charlib.library.nouns.share import Share
    from charlib.library.nouns.sources import Sources
    from charlib.library.nouns.tags import Tags
    from charlib.library.nouns.takes import Takes
    from charlib.library.nouns.tasks import Tasks
    from charlib.library.nouns.voices import Voices
    from charlib.library.persons import merging, purging
    from charlib.library.planning import doing
    from charlib.library.planning.plans import Plans
    from charlib.library.session import Named, Session
    from charlib.library.sharing import deciding, packs
    from charlib.providers.profiles import Profiles
else:  # a verb loads the modules that it uses, and no others
    archive = deferred("footage.archive")
    arriving = deferred("moving.arriving")
    cards = deferred("moving.cards")
    care = deferred("care")
    characters = deferred("characters")
    costing = deferred("costing")
    creating = deferred("creating")
    creation_plans = deferred("creation_plans")
    deciding = deferred("sharing.deciding")
    doctor = deferred("doctor")
    doing = deferred("planning.doing")
    exchange = deferred("moving.exchange")
    finding = deferred("finding")
    gallery = deferred("footage.gallery")
    history = deferred("history")
    identity = deferred("identity")
    kept = deferred("footage.kept")
    merging = deferred("persons.merging")
    packs = deferred("sharing.packs")
    pictures = deferred("footage.pictures")
    decompiling = deferred("filming.decompiling")
    mentioning = deferred("filming.mentioning")
    prompting = deferred("filming.prompting")
    purging = deferred("persons.purging")
    rebinding = deferred("rebinding")
    rows = deferred("filming.rows")
    scenario_plans = deferred("filming.scenario_plans")
    scripts = deferred("filming.scripts")
    settling = deferred("settling")
    syncing = deferred("syncing")
    videos = deferred("footage.videos")
    watching = deferred("footage.watching")


class Library:
    """A library. `charlib.open()` opens it; `close()` or the end of a `with` block closes it.

    Any thread may use it. Each verb is a function in the module of its subject.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and all connections, of all threads."""
        self._session.close()

    @property
    def home(self) -> Home:
        """The folders of the library."""
        return self._session.home

    @property
    def project(self) -> str:
        """The slug of the current project."""
        return self._session.project

    def reopened(self, *, project: str | None = None, command: str = "") -> Library:
        """The same library once more, with a current project of its own; the caller closes it.

        With a `command`, everything done through it is one entry of the journal, called so.
        """
        return Library(self._session.sibling(project, command))

    def qualified(self, character: Named) -> str:
        """The handle of a character, with its project if that is not the current one."""
        return self._session.qualified(character)

    # nouns

    @property
    def projects(self) -> Projects:
        """The verbs for projects."""
        from charlib.library.nouns.projects import Projects

        return Projects(self._session.begun())

    @property
    def accounts(self) -> Accounts:
        """The verbs for accounts."""
        from charlib.library.nouns.accounts import Accounts

        return Accounts(self._session.begun())

    @property
    def profiles(self) -> Profiles:
        """The profiles, bundled ones and the user's own."""
        return self._session.profiles

    @property
    def sources(self) -> Sources:
        """The verbs for sources."""
        from charlib.library.nouns.sources import Sources

        return Sources(self._session.begun())

    @property
    def tags(self) -> Tags:
        """The verbs for tags."""
        from charlib.library.nouns.tags import Tags

        return Tags(self._session.begun())

    @property
    def aliases(self) -> Aliases:
        """The verbs for other handles of characters."""
        from charlib.library.nouns.aliases import Aliases

        return Aliases(self._session.begun())

    @property
    def tasks(self) -> Tasks:
        """The verbs for tasks."""
        from charlib.library.nouns.tasks import Tasks

        return Tasks(self._session.begun())

    @property
    def takes(self) -> Takes:
        """The verbs for takes."""
        from charlib.library.nouns.takes import Takes

        return Takes(self._session.begun())

    @property
    def voices(self) -> Voices:
        """The verbs for voices."""
        from charlib.library.nouns.voices import Voices

        return Voices(self._session.begun())

    @property
    def looks(self) -> Looks:
        """The verbs for looks."""
        from charlib.library.nouns.looks import Looks

        return Looks(self._session.begun())

    @property
    def share(self) -> Share:
        """The verbs for a cast that several members share."""
        from charlib.library.nouns.share import Share

        return Share(self._session.begun())

    @property
    def plans(self) -> Plans:
        """The verbs for plans, which `do` carries out."""
        from charlib.library.planning.plans import Plans

        return Plans(self._session.begun())

    # finding characters

    refer = verb(finding.refer)
    search = verb(finding.search)
    page = verb(finding.page)
    each = verb(finding.each)
    lines = verb(finding.lines)
    count = verb(finding.count)
    facets = verb(finding.facets)
    complete = verb(finding.complete)
    list = verb(finding.list_)
    matching = verb(finding.matching)
    unknown = verb(finding.unknown)
    save_search = verb(finding.save_search)
    forget_search = verb(finding.forget_search)
    saved_searches = verb(finding.saved_searches)

    # characters

    show = verb(characters.show)
    shown = verb(finding.shown_all)
    answer = verb(characters.answer)
    add = verb(characters.add)
    edit = verb(characters.edit)
    edit_all = verb(characters.edit_all)
    edit_many = verb(characters.edit_many)
    rename = verb(characters.rename)
    remove = verb(characters.remove)
    remove_all = verb(characters.remove_all)
    remove_many = verb(characters.remove_many)
    restore = verb(characters.restore)
    restore_all = verb(characters.restore_all)
    plan_merge = verb(merging.plan_merge)
    merge = verb(merging.merge)
    move = verb(merging.move)
    move_many = verb(merging.move_many)
    plan_purge = verb(purging.plan_purge)
    purge = verb(purging.purge)
    uses = verb(characters.uses)
    uses_each = verb(characters.uses_each)
    uses_of = verb(characters.uses_of)

    # characters at providers

    create = verb(creating.create)
    create_many = verb(creating.create_many)
    plan_create_many = verb(creation_plans.plan_create_many)
    plan_rebind = verb(rebinding.plan_rebind)
    rebind = verb(rebinding.rebind)
    sync = verb(syncing.sync)
    open_work = verb(syncing.open_work)
    plan_retry = verb(syncing.plan_retry)
    resolve = verb(settling.resolve)
    unsettled = verb(settling.unsettled)
    verify = verb(syncing.verify)

    do = verb(doing.do)

    # prompts and films

    prompt = verb(prompting.prompt)
    prompt_everywhere = verb(prompting.prompt_everywhere)
    lint = verb(prompting.lint)
    complete_mention = verb(mentioning.complete_mention)
    decompile = verb(decompiling.decompile)
    generate = verb(prompting.generate)
    generate_many = verb(prompting.generate_many)
    plan_generate = verb(prompting.plan_generate)
    plan_scenarios = verb(scenario_plans.plan_scenarios)
    unfilmed = verb(rows.unfilmed)
    cast = verb(scripts.cast)
    compose_many = verb(prompting.compose_many)
    cost = verb(costing.cost)
    estimate = verb(costing.estimate)

    # faces

    identity_on = verb(identity.identity_on)
    identity_off = verb(identity.identity_off)
    is_identity_on = verb(identity.is_identity_on)
    who = verb(identity.who)

    # videos, windows and footage

    probe = verb(videos.probe)
    suggest_windows = verb(videos.suggest_windows)
    choose_window = verb(videos.choose_window)
    judge_window = verb(videos.judge_window)
    check_window = verb(videos.check_window)
    video_of = verb(videos.video_of)
    film = verb(watching.film)
    frame_times = verb(watching.frame_times)
    frame = verb(watching.frame)
    strip = verb(watching.strip)
    strip_sheet = verb(watching.strip_sheet)
    proxy = verb(watching.proxy)
    picture = verb(pictures.picture)
    thumbnail = verb(pictures.thumbnail)
    kept_file = verb(kept.kept_file)
    portrait = verb(pictures.portrait)
    gallery = verb(gallery.gallery)
    material = verb(kept.material)
    keep = verb(archive.keep)
    keep_all = verb(archive.keep_all)
    room = verb(kept.room)
    limit_room = verb(kept.limit_room)

    # care

    export = verb(exchange.export)
    import_ = verb(exchange.import_)
    format_of = verb(arriving.format_of)
    import_from = verb(arriving.import_from)
    export_card = verb(cards.export_card)
    export_pack = verb(packs.export_pack)
    import_pack = verb(packs.import_pack)
    questions = verb(deciding.questions)
    phrase_question = verb(deciding.phrase_question)
    backup = verb(care.backup)
    backups = verb(care.backups)
    find_backup = verb(care.find_backup)
    restore_backup = verb(care.restore_backup)
    doctor = verb(doctor.doctor)
    as_one = verb(history.as_one)
    undo = verb(history.undo)
    undo_by = verb(history.undo_by)
    undoable = verb(history.undoable)
    redo = verb(history.redo)
    version = verb(history.version)
    entries = verb(history.entries)
    history = verb(history.history)

    @contextmanager
    def session(self) -> Iterator[SQLSession]:
        """A read-only SQLModel session, for queries of your own over `charlib.models`."""
        with self._session.store.session() as session:
            yield session

"""Creating characters at providers, one or a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.domain.character import handle as handles
from charlib.domain.character.looks import with_look
from charlib.domain.choices import LIVE_BINDINGS
from charlib.domain.text import printable
from charlib.domain.windows.window import Window, WindowLike, as_text, is_auto
from charlib.errors import CharlibError, Conflict, InvalidInput, LibraryError, NotFound
from charlib.hints import Hint, argument, filled
from charlib.library import costing, finding, repeats, syncing
from charlib.library.footage import archive, kept, uploading, videos
from charlib.library.footage import cuts as cuts_of
from charlib.library.session import WORKERS, Reports, Session, Warn, Watch, reports
from charlib.sync.footage import cuts_itself

if TYPE_CHECKING:
    from charlib.domain.character.batch import Order, Row
    from charlib.domain.footage.kept import KeptFile
    from charlib.domain.footage.material import Material
    from charlib.domain.records import Character
    from charlib.domain.windows.suggestion import Suggestion
    from charlib.sync.orders import Intent, Orders
    from charlib.sync.report import Report

    Cuts = Mapping[cuts_of.Cut, archive.Outcome]
    """The files cut for all rows of a batch."""
    Prepared = tuple[Intent, Sequence[KeptFile]]
    """An intent, and the files cut for it."""


_MOST = 64 << 20
"""The largest batch file, in bytes."""
_JSON = {".jsonl", ".ndjson", ".json"}


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row of a batch that passed every check, its suggested window, and the files cut for it."""

    number: int
    intent: Intent
    chosen: Suggestion | None
    pieces: Sequence[KeptFile] = ()


@dataclass(frozen=True, slots=True)
class RowResult:
    """The result of a row of a batch: a character, or the error that stopped it.

    `chosen` is the window that was suggested for it, if the row said `auto`. With `is_skipped` the
    character was there already, of the same source and window, and nothing was sent.
    """

    number: int
    handle: str
    character: Character | None
    error: CharlibError | None = None
    warnings: tuple[str, ...] = ()
    chosen: Suggestion | None = None
    is_skipped: bool = False

    @property
    def is_rejected(self) -> bool:
        """Whether the row failed, and no provider has its character or may have it."""
        bindings = self.character.bindings if self.character else ()
        return self.error is not None and all(
            binding.state not in LIVE_BINDINGS for binding in bindings
        )


def create(
    session: Session,
    handle: str,
    *,
    window: WindowLike,
    url: str | None = None,
    task: int | str | None = None,
    source: str | None = None,
    account: str | None = None,
    name: str = "",
    look: str = "",
    tags: str | Iterable[str] = (),
    material: Material | None = None,
    wait: bool = True,
    keep: bool = True,
    watch: Watch | None = None,
    warn: Warn | None = None,
) -> Character:
    """Create a character at a provider from a window of one source.

    The window is `"5,8"`, `(5, 8)` (in seconds), or a `Window`. `tags` are several texts, or one
    with `;` between the tags.
    For the window `auto`, `choose_window` finds one; it is an error if none is clearly good.
    Exactly one of `url`, `task` and `source` is given; a `source` that is a file is recorded.
    `material` are the media cut from it, for a
    provider that wants a clip or stills and does not cut; without it, they are cut here. Without
    `wait` an asynchronous provider is not polled: `sync` continues. Unless `keep` is false, the
    footage to create the character again is kept. `watch` is called with each step at the provider,
    `warn` with warnings. Raises InvalidInput, NotFound and Conflict before anything is written;
    ProviderError if the provider refused or could not be reached (the character is then in the
    library, with the reason at its binding).
    """
    from charlib.domain.character.batch import Order

    order = Order(
        handle=handle, window=as_text(window), url=url, source=source, account=account,
        task=None if task is None else str(task), name=name, look=look,
        tags=tuple(handles.several_tags(tags)),
    )  # fmt: skip
    return create_order(session, order, reports(watch, warn), material, wait=wait, keep=keep)


def create_order(
    session: Session,
    order: Order,
    heard: Reports,
    material: Material | None = None,
    *,
    wait: bool,
    keep: bool,
) -> Character:
    """Create a character, or a look of one, as `create` does."""
    order = replace(order, source=videos.recorded(session, order.source))
    if is_auto(order.window):
        video = videos.video_of(session, url=order.url, task=order.task, source=order.source)
        chosen = videos.choose_window(session, video, account=order.account)
        order = replace(order, window=str(chosen.window))
    with _naming(order):
        if material is None:
            order = _from_film(session, order)
        intent, pieces = _prepare(session, orders_of(session), order, {}, material)
    for warning in intent.warnings:
        heard.warn(warning)
    bindings, report = syncing.execute(session, heard, [intent], [pieces], waits=wait)
    archive.keep_bound(session, bindings, heard.warn, keep=keep)
    subject = f"@{with_look(session.qualified(intent), intent.look_name)} at {intent.account.name}"
    syncing.raise_first(report, "binding", bindings, subject, **_known(order))
    created = finding.character(session, f"{intent.project}/{intent.handle}")
    return finding.shown(session, created)


def _known(order: Order) -> dict[str, str]:
    """What hints may name of an order."""
    source = order.url or order.source or (f"task:{order.task}" if order.task else "")
    return {"START,END": order.window} | ({"SOURCE": source} if source else {})


def create_many(
    session: Session,
    rows: Iterable[Row],
    *,
    account: str | None = None,
    tags: str | Iterable[str] = (),
    accept_low: bool = False,
    wait: bool = True,
    keep: bool = True,
    watch: Watch | None = None,
    warn: Warn | None = None,
    workers: int = WORKERS,
    new_project: bool = False,
    rejects: Path | str | None = None,
) -> list[RowResult]:
    """Create the characters of a batch; a row that fails does not stop the others.

    Rows without an account use `account`, else the default one; `tags` are added to every row. For
    the window `auto` one is suggested; if none is clearly good, the row fails, unless `accept_low`.
    A row of an unknown project fails, unless `new_project`. A row whose character is ready at its
    account, of the same source and window, is skipped. The rows that failed are written to the
    file `rejects`, except those that a provider may have carried out: `sync` settles these.
    All intents are committed before the first request is sent, so that `sync` can finish an
    interrupted batch. Returns a result for each row, in order. Raises NotFound and InvalidInput if
    `account`, `tags` or `rejects` are invalid.
    """
    rows, file = list(rows), _rejects_file(rejects)
    heard = reports(watch, warn, workers)
    name = session.accounts.choose(account).name if account else None
    added = handles.several_tags(tags)
    filled = [row.filled(name, added) for row in rows]
    checked = _check_rows(session, filled, accept_low=accept_low, new_project=new_project)
    good = [row for row in checked if isinstance(row, CheckedRow)]
    intents, pieces = [row.intent for row in good], [row.pieces for row in good]
    costing.refuse_together(session, [(each.account.name, each.cost) for each in intents])
    bindings, report = syncing.execute(session, heard, intents, pieces, waits=wait)
    archive.keep_bound(session, bindings, heard.warn, keep=keep)
    of_row = {row.number: binding for row, binding in zip(good, bindings, strict=True)}
    results = [
        row if isinstance(row, RowResult) else _result(session, row, report, of_row[row.number])
        for row in checked
    ]
    if file is not None:
        _write_rejects(file, rows, results, heard.warn)
    return results


def _rejects_file(path: Path | str | None) -> Path | None:
    """The file for rejected rows; InvalidInput if it cannot be written, before anything is sent."""
    file = None if path is None else Path(path)
    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise InvalidInput(
            f"{printable(str(file))} is a folder, or in a folder that does not exist",
            hint=Hint("Choose another file: {}", argument("rejects", "FILE")),
        )
    return file


def _write_rejects(
    file: Path, rows: Sequence[Row], results: Sequence[RowResult], warn: Warn
) -> None:
    """Write the rows that can be corrected and run again, as they were in the batch."""
    from charlib.domain.character import batch
    from charlib.library.moving.exchange import exported

    failed = {result.number for result in results if result.is_rejected}
    text = batch.as_file(row for row in rows if row.number in failed) or "".join(
        dict.fromkeys(row.head for row in rows)
    )
    try:
        with exported(file) as part:
            part.write_text(text, "utf-8", newline="")
    except LibraryError as error:  # the results must be shown all the same
        warn(str(error))


def _check_rows(
    session: Session, rows: Sequence[Row], *, accept_low: bool, new_project: bool
) -> list[CheckedRow | RowResult]:
    """Each row, checked: its intent, or the error that stopped it."""
    orders, seen = orders_of(session), set[tuple[str, str]]()
    before = {
        row.number: person
        for row in rows
        if row.order and (person := repeats.created_before(session, row.order))
    }
    known = [
        row.order
        for row in rows
        if row.order and row.number not in before and not is_auto(row.order.window)
    ]
    cuts = cuts_of.cut_films(session, known)
    checked: list[CheckedRow | RowResult] = []
    for row in rows:
        if (person := before.get(row.number)) is not None:
            shown = finding.shown(session, person)
            checked.append(RowResult(row.number, row.handle, shown, is_skipped=True))
            continue
        try:
            if not new_project:
                refuse_new_project(session, row.order)
            result = _check_row(session, orders, row, cuts, accept_low=accept_low)
            key = (result.intent.project, result.intent.handle)
            if key in seen:
                raise Conflict(f"@{result.intent.handle} is in an earlier row too")
            seen.add(key)
            checked.append(result)
        except CharlibError as error:
            checked.append(RowResult(row.number, row.handle, None, error))
    return checked


def refuse_new_project(session: Session, order: Order | None) -> None:
    """Raise NotFound for a row of a project that does not exist: it may be a typing mistake."""
    slug = handles.parse_slug(order.project) if order and order.project else None
    if slug is None or session.store.read.projects.by_slug(slug) is not None:
        return
    known = [project.slug for project in session.store.read.projects.all()]
    meant = "".join(handles.nearest(slug, known, count=1))
    raise NotFound(
        f"no project {slug!r}" + f"; did you mean {meant!r}?" * bool(meant),
        hint=Hint("To create the projects of a batch: {}", argument("new_project")),
    )


def _check_row(
    session: Session, orders: Orders, row: Row, cuts: Cuts, *, accept_low: bool
) -> CheckedRow:
    order, chosen = row.order, None
    if order is None:
        raise row.fault or InvalidInput("the row cannot be read")
    order = replace(order, source=videos.recorded(session, order.source))
    if is_auto(order.window):
        video = videos.video_of(session, url=order.url, task=order.task, source=order.source)
        taken = orders.asked(videos.ref_of(session, video))
        chosen = videos.choose_window(
            session, video, account=order.account, accept_low=accept_low, taken=taken
        )
        order = replace(order, window=str(chosen.window))
    with _naming(order):
        intent, pieces = _prepare(session, orders, _from_film(session, order), cuts)
    return CheckedRow(row.number, intent, chosen, pieces)


@contextmanager
def _naming(order: Order) -> Iterator[None]:
    """Name the character and its window in the hints of errors."""
    try:
        yield
    except CharlibError as error:
        error.hint = filled(error.hint, HANDLE=order.handle, **{"START,END": order.window})
        raise


def _from_film(session: Session, order: Order) -> Order:
    """An order from a task as one from the task's film, if the provider takes media, not tasks."""
    if not order.task or order.url or order.source:
        return order
    account = session.accounts.choose(order.account)
    if cuts_itself(session.accounts.profile(account), None, is_task=True, account=account.name):
        return order
    return replace(order, task=None, source=videos.film_of_task(session, order.task))


def _prepare(
    session: Session, orders: Orders, order: Order, cuts: Cuts, material: Material | None = None
) -> Prepared:
    """An order as an intent, with the files cut for it if the provider does not cut."""
    if material is not None:
        return orders.check(order, material), []
    account = session.accounts.choose(order.account)
    pieces = cuts_of.prepared(session, order, account, cuts)
    if not pieces:
        return orders.check(order), []
    from charlib.domain.footage.kept import material_of

    cut = material_of(pieces, Window.parse(order.window))
    cut = uploading.with_urls(session, cut, account, is_plan=False)
    try:
        intent = orders.check(order, cut)
    except InvalidInput:
        if not order.url:
            raise
        return orders.check(order), []  # it may take the whole video at the URL
    uploading.cut(session, [intent.request], intent.handle)
    return intent, pieces


def _result(session: Session, row: CheckedRow, report: Report, binding: str) -> RowResult:
    intent = row.intent
    error = report.error_of("binding", binding)
    if error is not None:
        error.hint = filled(error.hint, **{"START,END": str(intent.window)})
    character, error = after(session, f"{intent.project}/{intent.handle}", error)
    return RowResult(row.number, intent.handle, character, error, intent.warnings, row.chosen)


def after(
    session: Session, ref: str, error: CharlibError | None
) -> tuple[Character | None, CharlibError | None]:
    """A character after its creation, and the error; a backup may have been restored meanwhile."""
    try:
        return finding.shown(session, finding.character(session, ref)), error
    except NotFound as missing:
        return None, error or missing


def orders_of(session: Session) -> Orders:
    """The checker of orders, for one command."""
    from charlib.sync.orders import Orders

    return Orders(
        session.store.read, session.remotes, session.project, session.clock,
        rate=partial(kept.rate, session),
    )  # fmt: skip


def read_batch(path: Path) -> list[Row]:
    """The rows of a batch file; NotFound and InvalidInput if it cannot be read."""
    from charlib.domain.character import batch
    from charlib.library.reading import text_files

    text = text_files.read(path, most=_MOST, otherwise="Check the name of the batch file")
    return batch.read(text, is_json=path.suffix.casefold() in _JSON)

"""Tables of scenes before they are sent: what is wrong with each row, and what is left to film."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.errors import CharlibError, InvalidInput
from charlib.library.filming import prompting
from charlib.library.filming.rows import unfilmed
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.prompts.scenarios import Row, Scenario
    from charlib.providers.filming import PlannedFilm


class PlannedRow(NamedTuple):
    """A row of a table: its `cells` as they are, and its takes.

    `left` are the takes that are not filmed yet, each as a row for `generate_many`, and `films` is
    what they would send; `takes` counts filmed ones too. A row with an `error` has neither.
    """

    place: str
    cells: Mapping[str, str]
    takes: int = 0
    left: tuple[Scenario, ...] = ()
    films: tuple[PlannedFilm, ...] = ()
    error: CharlibError | None = None


def plan_scenarios(
    session: Session,
    text: str,
    *,
    kind: str = "",
    account: str | None = None,
    episode: int | str | None = None,
    takes: int = 1,
    params: Mapping[str, Any] | None = None,
    again: bool = False,
) -> list[PlannedRow]:
    """Check a table of scenes row by row; nothing is sent, and a wrong row stops no other.

    `text` is a `table` (CSV), `json` (lines of JSON) or `lines` of prompts; without a `kind`, what
    it looks like. The takes that are filmed are not planned once more, unless `again`. Raises
    InvalidInput if the text cannot be read at all.
    """
    from charlib.domain.prompts import scenarios

    rows = [
        _read(session, PlannedRow(*row[:1], row.cells), row, account)
        for row in scenarios.rows(text, kind=kind)
    ]
    given = [each for row in rows for each in row.left]
    asked: dict[str, Any] = {"account": account, "episode": episode, "takes": takes}
    wanted = _by_place(unfilmed(session, given, **asked, again=True) if given else ())
    left = _by_place(unfilmed(session, given, **asked) if given else ())
    return [
        row
        if row.error
        else _planned(
            session,
            row._replace(
                takes=len(wanted[row.place]),
                left=tuple((wanted if again else left).get(row.place, ())),
            ),
            account,
            params,
        )
        for row in rows
    ]


def _read(session: Session, planned: PlannedRow, row: Row, account: str | None) -> PlannedRow:
    """A row with what it says as the one that is left; its error if that means nothing."""
    try:
        scenario = row.scenario()
        if not scenario.prompt:
            raise InvalidInput("there is no prompt", hint="Write one, or remove the row")
        session.accounts.choose(scenario.account or account)
    except CharlibError as error:
        return planned._replace(error=error)
    return planned._replace(left=(scenario,))


def _by_place(takes: Iterable[Scenario]) -> dict[str, list[Scenario]]:
    """Takes by the place of their row, which each of them says before its own number."""
    found: dict[str, list[Scenario]] = {}
    for take in takes:
        found.setdefault(take.place.partition(" (")[0], []).append(take)
    return found


def _planned(
    session: Session, row: PlannedRow, account: str | None, params: Mapping[str, Any] | None
) -> PlannedRow:
    if not row.left:
        return row
    try:
        films = prompting.plan_generate(session, row.left, account=account, params=params)
    except CharlibError as error:
        return row._replace(error=error, left=())
    return row._replace(films=tuple(films))

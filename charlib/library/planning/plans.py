"""The verbs for plans: `lib.plans`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from charlib.domain import plans
from charlib.domain.character import handle as handles
from charlib.domain.character import looks
from charlib.domain.character.batch import Order
from charlib.domain.journal import actor
from charlib.domain.plans import Plan, PlanKind
from charlib.domain.text import printable, several
from charlib.domain.windows.window import WindowLike, as_text, is_auto
from charlib.errors import NotFound
from charlib.hints import call
from charlib.library import costing
from charlib.library.planning import drafts, files
from charlib.library.session import Session


class Plans:
    """What would be sent, kept until it is carried out: `lib.do(plan)` sends it, once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def create(
        self,
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
    ) -> Plan:
        """Plan to create a character, as `create` does; for the window `auto`, one is chosen now.

        Raises what `create` raises before it sends anything.
        """
        order = Order(
            handle=handles.parse(handle), window=as_text(window), url=url, source=source,
            task=None if task is None else str(task), account=account,
            project=self._session.project, name=name, look=look,
            tags=tuple(handles.several_tags(tags)),
        )  # fmt: skip
        return self._ordered("create", order)

    def look(
        self,
        handle: str,
        name: str,
        *,
        window: WindowLike,
        url: str | None = None,
        task: int | str | None = None,
        source: str | None = None,
        account: str | None = None,
        description: str = "",
        episodes: str = "",
    ) -> Plan:
        """Plan to create another look of a character, as `looks.add` does with a window."""
        from charlib.library import finding

        character = finding.character(self._session, handle)
        order = Order(
            handle=character.handle, window=as_text(window), url=url, source=source,
            task=None if task is None else str(task), account=account, project=character.project,
            look=description, look_name=looks.parse_name(name), episodes=episodes,
        )  # fmt: skip
        return self._ordered("look", order)

    def rebind(self, account: str, query: str = "") -> Plan:
        """Plan to create characters again at an account, as `plan_rebind` says.

        Their looks and voices too. Footage is fetched when the plan is carried out. Raises Conflict
        if there is nothing to create.
        """
        return self._kept("rebind", {"account": account, "query": query})

    def generate(
        self,
        texts: str | Iterable[str],
        *,
        account: str | None = None,
        ratio: str | None = None,
        seconds: float | None = None,
        resolution: str | None = None,
        seed: int | None = None,
        audio: bool | None = None,
        model: str | None = None,
        params: Mapping[str, Any] | None = None,
        episode: int | str | None = None,
        scene: str | None = None,
        takes: int = 1,
    ) -> Plan:
        """Plan to film prompts, as `generate_many` does. Raises BadPrompt and InvalidInput."""
        chosen = self._session.accounts.choose(account).name
        number = self._session.episode(episode)
        given = {
            "texts": several(texts), "account": chosen, "ratio": ratio, "seconds": seconds,
            "resolution": resolution, "seed": seed, "audio": audio, "model": model,
            "params": dict(params) if params else None, "scene": scene, "takes": takes,
            "episode": looks.NO_EPISODE if number is None else number,
        }  # fmt: skip
        kept = {name: value for name, value in given.items() if value is not None}
        return self._kept("generate", kept)

    def show(self, plan: str) -> Plan:
        """A plan by its id; NotFound if there is none."""
        known = files.read(self._session.home, plan.strip(), self._session.clock.now())
        if known is None:
            raise NotFound(f"no plan {printable(plan, 40)!r}", hint=call("do", list=True))
        return known

    def list(self) -> list[Plan]:
        """The plans of the last month, the newest first."""
        return files.all_of(self._session.home, self._session.clock.now())

    def _ordered(self, kind: PlanKind, order: Order) -> Plan:
        """Keep the plan of an order, with its account, its file and its window made certain."""
        from charlib.library.footage import videos

        account = self._session.accounts.choose(order.account).name
        source = order.source
        if source and "://" not in source and videos.known_source(self._session, source) is None:
            source = str(Path(source.strip()).expanduser().absolute())
        order = replace(order, account=account, source=source)
        if is_auto(order.window):
            video = videos.video_of(
                self._session, url=order.url, task=order.task, source=order.source
            )
            chosen = videos.choose_window(self._session, video, account=account)
            order = replace(order, window=str(chosen.window))
        return self._kept(kind, drafts.arguments_of(order))

    def _kept(self, kind: PlanKind, arguments: dict[str, Any]) -> Plan:
        draft = drafts.draft(self._session, kind, arguments)
        estimate = costing.estimate(
            self._session, [(each.account, each.cost) for each in draft.sends]
        )
        now = self._session.clock.now()
        plan = Plan(
            id=files.new_id(), kind=kind, project=self._session.project,
            by=actor(self._session.store.caller()), created_at=now,
            expires_at=now + plans.LIVES_MS, state="open", sends=draft.sends,
            words=estimate.words, refused=tuple(each.sentence for each in estimate.refused),
            skipped=draft.skipped, digest=draft.digest, arguments=arguments,
            warnings=(*draft.warnings, *(each.sentence for each in estimate.unasked)),
            budgets=tuple(each.sentence for each in estimate.budgets),
        )  # fmt: skip
        files.forget_old(self._session.home, now)
        return files.write(self._session.home, plan)

"""Making characters at providers, one and many, and finishing what is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from charlib.domain import handle as handles
from charlib.domain.text import clean
from charlib.domain.window import Window, is_auto
from charlib.errors import CharlibError, Conflict, InvalidInput, NotFound, about
from charlib.workspace.preserving import Preserving

if TYPE_CHECKING:
    from charlib.domain.batch import Order, Row
    from charlib.domain.kept import KeptFile
    from charlib.domain.material import Material
    from charlib.domain.records import Character
    from charlib.store.writer import Writer
    from charlib.sync.orders import Intent, Orders
    from charlib.sync.report import Report
    from charlib.sync.verify import Verified
    from charlib.workspace.rebinding import Plan
    from charlib.workspace.results import Good, Made, Synced

    Prepared = tuple[Intent, Sequence[KeptFile]]
    """An intent, and what was cut for it before it is sent."""


class Making(Preserving):
    """The verbs that bind characters at providers."""

    def create(
        self,
        handle: str,
        *,
        window: str,
        url: str | None = None,
        task: str | None = None,
        source: str | None = None,
        account: str | None = None,
        name: str = "",
        look: str = "",
        tags: Sequence[str] = (),
        material: Material | None = None,
        wait: bool = True,
        keep: bool = True,
    ) -> Character:
        """Create a character at a provider from a window (`start,end` in seconds) of one source.

        The window `auto` is found, as `choose_window` does, and refused where none is confident.
        Exactly one of `url`, `task` and `source` is given. `material` is what was cut from it, for
        a provider that wants a clip or stills and cuts none itself; without it, it is cut here.
        Without `wait` an asynchronous provider is not polled: `sync` goes on. Unless `keep` is
        false, what the character can be made from again is kept afterwards. Raises InvalidInput,
        NotFound and Conflict before anything is written; ProviderError when the provider refused or
        could not be reached (the character is then in the library, with the reason at its binding).
        """
        from charlib.domain.batch import Order

        if is_auto(window):
            video = self.video_of(url=url, task=task, source=source)
            window = str(self.choose_window(video, account=account).window)
        order = Order(
            handle=handle, window=window, url=url, task=task, source=source, account=account,
            name=name, look=look, tags=tuple(tags),
        )  # fmt: skip
        intent, pieces = self._intent(self.orders(), order, material)
        for warning in intent.warnings:
            self.warn(warning)
        bindings = self._commit([intent], [pieces])
        report = self._run_intents([intent], bindings, waits=wait)
        self.keep_bound(bindings, keep=keep)
        self.raise_first(report, "binding", bindings, f"@{intent.handle} at {intent.account.name}")
        return self.show(f"{intent.project}/{intent.handle}")

    def create_many(
        self,
        rows: Iterable[Row],
        *,
        account: str | None = None,
        tags: Sequence[str] = (),
        accept_low: bool = False,
        wait: bool = True,
        keep: bool = True,
    ) -> list[Made]:
        """Create the characters of a batch; a row that fails does not stop the others.

        A row that names no account goes to `account`, and each gets `tags` beside its own; NotFound
        and InvalidInput where these themselves are wrong.
        A row's window `auto` is found, and where none is confident that is the row's error, unless
        `accept_low`. All intents are committed before the first request is sent, so that `sync` can
        finish what was interrupted. Answers one `Made` a row, in order.
        """
        from charlib.workspace.results import Made

        meant = self.remotes.choose(account).name if account else None
        added = [handles.parse_tag(tag) for tag in tags]
        rows = [row.filled(meant, added) for row in rows]
        checked = self._check_rows(rows, accept_low=accept_low)
        good = [one for one in checked if not isinstance(one, Made)]
        intents = [one.intent for one in good]
        bindings = self._commit(intents, [one.pieces for one in good])
        report = self._run_intents(intents, bindings, waits=wait)
        self.keep_bound(bindings, keep=keep)
        of_row = {one.number: binding for one, binding in zip(good, bindings, strict=True)}
        return [
            one if isinstance(one, Made) else self._made(one, report, of_row[one.number])
            for one in checked
        ]

    def _check_rows(self, rows: Iterable[Row], *, accept_low: bool) -> list[Good | Made]:
        """Each row checked: what is to be done, or what stopped it."""
        from charlib.workspace.results import Made

        orders, seen = self.orders(), set[tuple[str, str]]()
        checked: list[Good | Made] = []
        for row in rows:
            try:
                checked.append(self._check_row(orders, row, seen, accept_low=accept_low))
            except CharlibError as error:
                checked.append(Made(row.number, row.handle, None, error))
        return checked

    def _check_row(
        self, orders: Orders, row: Row, seen: set[tuple[str, str]], *, accept_low: bool
    ) -> Good:
        import dataclasses

        from charlib.workspace.results import Good

        order, chosen = row.order, None
        if order is None:
            raise row.fault or InvalidInput("it cannot be read")
        if is_auto(order.window):
            video = self.video_of(url=order.url, task=order.task, source=order.source)
            chosen = self.choose_window(
                video,
                account=order.account,
                accept_low=accept_low,
                taken=orders.asked(self.ref_of(video)),
            )
            order = dataclasses.replace(order, window=str(chosen.window))
        intent, pieces = self._intent(orders, order)
        key = (intent.project, intent.handle)
        if key in seen:
            raise Conflict(f"@{intent.handle} stands in an earlier row too")
        seen.add(key)
        return Good(row.number, intent, chosen, pieces)

    def _intent(self, orders: Orders, order: Order, material: Material | None = None) -> Prepared:
        """An order as an intent, with what was cut for it where the provider cuts nothing."""
        if material is not None:
            return orders.check(order, material), []
        account = self.remotes.choose(order.account)
        pieces = self.prepared(order, account)
        if not pieces:
            return orders.check(order), []
        from charlib.domain.kept import material_of
        from charlib.workspace import reaching

        made = material_of(pieces, Window.parse(order.window))
        made = reaching.reached(self, made, account, is_plan=False)
        try:
            intent = orders.check(order, made)
        except InvalidInput:
            if not order.url:
                raise
            return orders.check(order), []  # it may take the whole of what the URL leads to
        reaching.cut(self, [intent.request])
        return intent, pieces

    def _made(self, one: Good, report: Report, binding: int) -> Made:
        from charlib.workspace.results import Made

        intent = one.intent
        person = self.show(f"{intent.project}/{intent.handle}")
        return Made(
            one.number,
            person.handle,
            person,
            report.error_of("binding", binding),
            intent.warnings,
            one.chosen,
        )

    def orders(self) -> Orders:
        """What makes intents of orders, for one command."""
        from charlib.sync.orders import Orders

        return Orders(self.store.read, self.remotes, self.project, self.clock)

    def _commit(
        self, intents: Sequence[Intent], pieces: Sequence[Sequence[KeptFile]] = ()
    ) -> list[int]:
        """Write intents, and what was cut for each of them; answers the bindings' ids."""
        from charlib.sync.orders import commit

        if not intents:
            return []
        with self.store.writing() as writer:
            bindings = commit(writer, intents)
            for binding, cut in zip(bindings, pieces, strict=False):
                if cut:
                    writer.keep_of_binding(binding, cut)
            return bindings

    def _run_intents(
        self, intents: Sequence[Intent], bindings: Sequence[int], *, waits: bool
    ) -> Report:
        """Send intents; a task that one is to be made from is asked after until it is finished."""
        tasks = {intent.footage.task.id for intent in intents if intent.footage.task}
        return self.run({"task": sorted(tasks) if waits else [], "binding": bindings}, waits=waits)

    def run(self, jobs: Mapping[str, Sequence[int]] | None = None, *, waits: bool = True) -> Report:
        """Bring jobs forward, all open ones by default; the engine room of every remote verb."""
        from charlib.config import Owner
        from charlib.sync.run import Runner

        read = self.store.read
        wanted = {"task": None, "binding": None} if jobs is None else jobs
        runner = Runner(
            self.store, self.remotes, self.clock,
            owner=Owner.current(), workers=self.workers, waits=waits, watch=self.watch,
        )  # fmt: skip
        return runner.run([job for what, ids in wanted.items() for job in read.jobs(what, ids)])

    @staticmethod
    def raise_first(report: Report, what: str, ids: Iterable[int], who: str) -> None:
        """Raise the error that a job of a run ended with, if one did; `who` is what it is about."""
        for row_id in ids:
            error = report.error_of(what, row_id)
            if error:
                raise about(error, who)

    def resolve(
        self, reference: str, *, adopt: str | None = None, mention: str | None = None
    ) -> Character:
        """Settle a binding that was sent and never answered.

        `adopt` is the id that the provider's console shows for it; without one the request is sent
        again, which the provider may bill again. Raises NotFound where nothing is unknown.
        """
        from charlib.domain.jobs import Outcome
        from charlib.sync.remote import mention as mention_of

        person = self.show(reference)
        with self.store.writing() as writer:
            found = writer.unknown_binding(person.id)
            if found is None:
                raise NotFound(f"nothing of @{person.handle} is unknown", hint="charlib sync")
            account = next(one for one in self.store.read.accounts() if one.id == found[1])
            outcome = Outcome("planned")
            if adopt:
                remote_id = clean(adopt.strip(), "the id", limit=1000)
                profile = self.remotes.profile(account)
                at = "@" if profile.reference.mentions_at else ""
                said = at + mention.removeprefix("@") if mention else None
                outcome = Outcome(
                    "ready",
                    remote_id=remote_id,
                    mention=said
                    or mention_of(profile, remote_id, name=person.name or person.handle),
                )
            writer.record("binding", found[0], outcome)
        if not adopt:
            report = self.run({"binding": [found[0]]})
            who = f"@{person.handle} at {account.name}"
            self.raise_first(report, "binding", [found[0]], who)
        return self.show(f"{person.project}/{person.handle}")

    def add(
        self,
        handle: str,
        remote_id: str,
        *,
        mention: str | None = None,
        account: str | None = None,
        name: str = "",
        look: str = "",
        tags: Sequence[str] = (),
    ) -> Character:
        """Catalogue a character that a provider has already; no network.

        One that is in the library, and has no id at that account, takes it. `mention` is what goes
        into prompts where that is not the id (a relay's username). Raises Conflict.
        """
        from charlib.sync.remote import mention as mention_of

        handle, chosen = handles.parse(handle), self.remotes.choose(account)
        remote_id = clean(remote_id.strip(), "the id", limit=1000)
        if not remote_id:
            raise InvalidInput("the id is empty", hint="charlib add HANDLE --id REMOTE_ID")
        profile = self.remotes.profile(chosen)
        said = clean(mention.strip(), "the mention", limit=1000) if mention else None
        if said and "@" not in said and profile.reference.mentions_at:
            said = f"@{said}"
        others = self.store.read.bound_to(chosen.id, remote_id)
        texts = {"name": clean(name, "the name", limit=1000), "look": clean(look, "the look")}
        with self.store.writing() as writer:
            character = self._known_or_new(writer, handle, chosen.id, texts, tags)
            writer.add_binding(
                character, chosen.id, state="ready", method="added",
                remote_id=remote_id,
                mention=said or mention_of(profile, remote_id, name=name or handle),
            )  # fmt: skip
        for other in others:
            self.warn(f"@{other} has this id at {chosen.name} too")
        return self.show(handle)

    def _known_or_new(
        self, writer: Writer, handle: str, account: int, texts: dict[str, str], tags: Sequence[str]
    ) -> int:
        """The character that is to have an id at an account; Conflict where it has one there."""
        project, named = writer.project(self.project), [handles.parse_tag(tag) for tag in tags]
        known = writer.find_character(project, handle)
        if known is None:
            return writer.add_character(project, handle, tags=named, **texts)  # type: ignore[arg-type] # texts only
        if writer.is_bound(known, account):
            raise Conflict(f"@{handle} exists already", hint=f"charlib show {handle}")
        writer.renew(known, texts, named)
        return known

    def verify(self, text: str = "", *, account: str | None = None) -> list[Verified]:
        """Ask providers whether the ids of characters are still there, and note what is not.

        `text` is a query, `account` the one account that is asked. What a provider cannot be asked
        stays as it is; `why` tells. Raises NotFound for an account nobody has.
        """
        from charlib.sync.verify import Verifier

        if account is not None:
            self.remotes.named(account)
        found = list(Verifier(self.remotes).ask(self.search(text), account))
        with self.store.writing() as writer:
            writer.set_states({one.binding: one.state for one in found if not one.why})
        return found

    def plan_rebind(self, account: str, text: str = "") -> Plan:
        """What it takes to make characters again at an account: the project's, or a query's.

        What is not kept yet, and whose source is there, is kept first. Nothing is sent.
        """
        from charlib.workspace import rebinding

        chosen, people = self.remotes.named(account), self.search(text)
        try:
            self.keep_all(one for one in people if one.binding_at(account) is None)
        except CharlibError as error:  # no room, or no package: some may be made all the same
            self.warn(f"no footage is kept: {error}; {error.hint}")
        return rebinding.plan(self, people, chosen)

    def rebind(self, plan: Plan, *, wait: bool = True) -> list[Made]:
        """Carry out a plan: answers what became of each character that was to be made.

        All intents are committed before the first request is sent; old bindings stay.
        """
        from charlib.workspace import rebinding
        from charlib.workspace.results import Made

        checked = rebinding.intents(self, plan)
        good = [found for _, found in checked if not isinstance(found, CharlibError)]
        bindings = self._commit(good)
        report = self._run_intents(good, bindings, waits=wait)
        ids = iter(bindings)
        made = []
        for number, (step, found) in enumerate(checked, 1):
            failed = isinstance(found, CharlibError)
            error = (
                found if isinstance(found, CharlibError) else report.error_of("binding", next(ids))
            )
            person = None if failed else self.show(f"{step.project}/{step.handle}")
            made.append(Made(number, step.handle, person, error, step.warnings))
        return made

    def sync(self, *, retry: bool = False) -> Synced:
        """Finish what is open: send what is planned, ask after what is on its way, fetch results.

        With `retry`, what failed is tried again too; what may have been paid for never is.
        """
        from charlib.workspace.results import Synced

        if retry:
            with self.store.writing() as writer:
                writer.replan_failed()
        report = self.run()
        self.keep_bound([one for what, one in report.outcomes if what == "binding"])
        states: dict[str, int] = {}
        for outcome in report.outcomes.values():
            states[outcome.state] = states.get(outcome.state, 0) + 1
        failed = [
            (report.labels[key], outcome.error or "")
            for key, outcome in report.outcomes.items()
            if outcome.state in {"failed", "rejected"}
        ]
        left, unknown = tuple(report.left), tuple(self.store.read.unknown())
        return Synced(states, left, unknown, tuple(failed))

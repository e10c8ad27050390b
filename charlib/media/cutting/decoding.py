"""One pass over a run of packets: some frames decoded, some packets copied."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import dropwhile
from typing import Any, Protocol

from charlib.media.cutting.packets import Run, Span
from charlib.media.films import require
from charlib.media.timeline import Damage, packets_from, picture_of


class Copy(Protocol):
    """Takes the packets of a span."""

    span: Span

    def take(self, packet: Any) -> None:
        """Take the next packet."""

    def close(self) -> None:
        """Finish, when the last packet was taken."""


def play(
    container: Any,
    run: Run,
    wanted: Collection[int] = (),
    show: Callable[[int, Any], None] = lambda _number, _frame: None,
    copies: Iterable[Copy] = (),
    damage: Damage | None = None,
) -> None:
    """Read a run once: show the frames of the wanted packets, give spans of packets to copies.

    `damage` counts the packets that could not be decoded.
    """
    decoder = _Decoder(picture_of(container), run, wanted, show, damage or Damage())
    waiting = sorted(copies, key=lambda copy: copy.span, reverse=True)
    stop = max([decoder.stop, *(copy.span.last for copy in waiting)])
    active: list[Copy] = []
    for number, packet in enumerate(_packets(container, run, stop)):
        while waiting and waiting[-1].span.first == number:
            active.append(waiting.pop())
        decoder.take(number, packet)
        for copy in active:
            copy.take(packet)
        active = _unfinished(active, number + 1)
    for copy in active:  # the film ended early
        copy.close()


def _packets(container: Any, run: Run, stop: int) -> Iterator[Any]:
    """Yield the first packets of a run again; those without a time are not counted as packets."""
    if not stop:
        return
    packets = packets_from(container, picture_of(container), run.times[0], run.zero)
    left = stop
    for packet in dropwhile(lambda packet: packet.pts != run.pts[0], packets):
        if packet.pts is None:
            continue
        yield packet
        left -= 1
        if not left:
            return


def _unfinished(copies: list[Copy], number: int) -> list[Copy]:
    if all(copy.span.last > number for copy in copies):
        return copies
    for copy in copies:
        if copy.span.last <= number:
            copy.close()
    return [copy for copy in copies if copy.span.last > number]


class _Decoder:
    """Decodes only the packets that wanted frames need."""

    def __init__(
        self,
        stream: Any,
        run: Run,
        wanted: Collection[int],
        show: Callable[[int, Any], None],
        damage: Damage,
    ) -> None:
        self._stream = stream
        self._context = stream.codec_context
        self._wanted = frozenset(wanted)
        self._numbers = {run.pts[number]: number for number in wanted}
        self._show = show
        self._parts = _parts(run, sorted(wanted))[::-1]
        self._errors = require().FFmpegError
        self._damage = damage
        self.stop = self._parts[0][1] + 1 if self._parts else 0

    def take(self, number: int, packet: Any) -> None:
        """Decode a packet, if it is needed."""
        if not self._parts or number < self._parts[-1][0]:
            return
        first, last = self._parts[-1]
        if number == first:
            self._context.flush_buffers()
        # A frame that no other frame refers to is decoded only if it is wanted itself.
        self._context.skip_frame = "DEFAULT" if number in self._wanted else "NONREF"
        self._decode(packet)
        if number == last:
            self._decode(None)
            self._context.flush_buffers()
            self._context.skip_frame = "DEFAULT"
            self._parts.pop()

    def _decode(self, packet: Any) -> None:
        try:
            frames = self._context.decode(packet)
        except self._errors:  # what cannot be decoded is missed afterwards
            self._damage.packets += 1
            return
        for frame in frames:
            number = self._numbers.get(frame.pts)
            if number is not None:
                frame.time_base = self._stream.time_base
                self._show(number, frame)


def _parts(run: Run, wanted: Sequence[int]) -> list[tuple[int, int]]:
    """Return which packets to decode: from a keyframe to the last wanted one, without overlaps."""
    parts: list[tuple[int, int]] = []
    for first, last in sorted((run.key_of(number), number) for number in wanted):
        if parts and first <= parts[-1][1]:
            parts[-1] = (parts[-1][0], max(last, parts[-1][1]))
        else:
            parts.append((first, last))
    return parts

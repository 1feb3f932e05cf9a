"""The ghosts of this session: every take that was made, and the one that is shown and heard. GUI thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from musegen_app.base.event import Event
from musegen_app.sampling.messages import TakeJudged
from musegen_app.sampling.take import Take
from musegen_app.score.model import Origin, OriginKind
from musegen_app.score.take_edits import TakenPart

KEPT_TAKES = 64
STARS = 5
Numbers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """All takes of a song and how the user counts them: what is stored beside it. `saved`: as its file has them."""

    takes: tuple[Take, ...] = ()
    numbers: Numbers = field(default_factory=dict)
    saved: tuple[Take, ...] = ()


class Takes:
    """Takes are values; a take that grows is replaced by its successor with the same id. `changed` fires when the one
    that is shown is another value, `listed` when anything at all is."""

    def __init__(self) -> None:
        self.changed: Event[Take | None] = Event()
        self.listed: Event[None] = Event()
        self.all: tuple[Take, ...] = ()
        self.current: Take | None = None
        self.shown_before: str = ""  # id of the take that was shown before the current one
        self._numbers: dict[str, int] = {}
        self._saved: tuple[Take, ...] = ()  # as the song's file has them
        self._earlier: dict[str, Take] = {}  # what stood in the place of a take that is made again

    @property
    def numbers(self) -> Numbers:
        """How the user counts them, by id."""
        return self._numbers

    def number_of(self, take_id: str) -> int:
        """How the user counts it: 1 for the first take of this song; it stays when older ones are forgotten."""
        return self._numbers.get(take_id, 0)

    def of_id(self, take_id: str) -> Take:
        """Raises KeyError."""
        found = next((t for t in self.all if t.id == take_id), None)
        if found is None:
            raise KeyError(take_id)
        return found

    def of_request(self, request: int, index: int) -> Take | None:
        """The take that the worker's words about `request` and `index` concern."""
        return next((t for t in self.all if (t.request, t.index) == (request, index)), None)

    # --- coming and going ------------------------------------------------------------------------------
    def add(self, take: Take) -> None:
        """A new take, shown at once; of too many the oldest go, those without a star first. The same request with the
        same dice has the same id: it takes the place of its earlier self."""
        self.put([take])
        self._show(take)

    def put(self, takes: Sequence[Take]) -> int:
        """Several new ones at once, none of them shown. How many older ones had to go."""
        ids = {take.id for take in takes}
        self._earlier |= {t.id: t for t in self.all if t.id in ids}
        for take in takes:
            self._numbers.setdefault(take.id, max(self._numbers.values(), default=0) + 1)
        wanted = (*(t for t in self.all if t.id not in ids), *takes)
        self.all = self._kept(wanted, ids)
        self.listed.emit(None)
        return len(wanted) - len(self.all)

    def add_all(self, takes: Sequence[Take]) -> str:
        """Each of them; a sentence if there are more than can be kept, else ""."""
        for take in takes[-KEPT_TAKES:]:
            self.add(take)
        lost = len(takes) - KEPT_TAKES
        return f"The last {KEPT_TAKES} rounds are kept as takes; {lost} earlier ones are not" if lost > 0 else ""

    def update(self, take: Take) -> None:
        """`take` in place of the one with its id; unknown ones are ignored."""
        if all(t.id != take.id for t in self.all):
            return
        self.all = tuple(take if t.id == take.id else t for t in self.all)
        if self.current is not None and self.current.id == take.id:
            self._show(take)
        self.listed.emit(None)

    def replace_all(self, takes: tuple[Take, ...]) -> None:
        """Each take by another one with its id."""
        self.all = takes
        if self.current is not None:
            self._show(self.of_id(self.current.id))
        self.listed.emit(None)

    def judge(self, judged: TakeJudged) -> None:
        """What is to be said of a take that is done; one that is no longer here is ignored."""
        take = self.of_request(judged.request, judged.index)
        if take is not None and take.done:
            self.update(take.judged(judged))

    def remove(self, take: Take) -> None:
        """Forget a take that stayed empty: what it was to replace is there again."""
        earlier = self._earlier.pop(take.id, None)
        if earlier is not None:
            self.update(earlier)
        else:
            self.forget(take.id)

    def forget(self, take_id: str) -> None:
        """It is gone; its children are those of its parent from now on. Unknown ones are ignored."""
        gone = next((t for t in self.all if t.id == take_id), None)
        if gone is None:
            return
        heirs = (replace(t, parent=gone.parent) if t.parent == take_id else t for t in self.all)
        self.all = tuple(t for t in heirs if t.id != take_id)
        if self.current is not None:
            self._show(next((t for t in self.all if self.current and t.id == self.current.id), None))
        self.listed.emit(None)

    def bring_back(self, take: Take, following: Sequence[str] = (), heirs: Sequence[str] = ()) -> None:
        """What `forget` took away: before the first of `following` that is there, the parent of `heirs` again."""
        mine = [replace(t, parent=take.id) if t.id in heirs and t.parent == take.parent else t for t in self.all]
        place = next((i for i, t in enumerate(mine) if t.id in following), len(mine))
        self.all = self._kept((*mine[:place], take, *mine[place:]), {take.id})
        if self.current is not None:
            self._show(self.of_id(self.current.id))
        self.listed.emit(None)

    @property
    def kept(self) -> Kept:
        """What would be stored now. Takes that are still being written are stored as far as they got."""
        there = (t for t in self.all if t.notes or t.chords or t.controls or t.controls_of)
        return Kept(tuple(t if t.done else ended(t) for t in there), dict(self._numbers), self._saved)

    def bring(self, kept: Kept) -> None:
        """Those of a song that was opened, in place of all; none is shown."""
        self.clear()
        self.all = kept.takes
        self._saved = kept.saved
        self._numbers = dict(kept.numbers)
        self.listed.emit(None)

    def mark_saved(self, kept: Kept) -> None:
        """The song's file holds these."""
        self._saved = kept.takes

    @property
    def unsaved(self) -> bool:
        """Is there something that the song's file does not have?"""
        return self.all != self._saved

    @property
    def dirty(self) -> bool:
        """Are those that were played, rated or put together other ones than in the song's file?"""
        return _by_hand(self.all) != _by_hand(self._saved)

    @property
    def precious(self) -> bool:
        """Would something be lost that nobody can have again by pressing a button: played, rated, put together?"""
        stored = {t.id: _done_by_hand(t) for t in self._saved}
        return any(_is_precious(t) and stored.get(t.id) != _done_by_hand(t) for t in self.all)

    def clear(self) -> None:
        self.all = self._saved = ()
        self._numbers.clear()
        self._earlier.clear()
        self.shown_before = ""
        if self.current is not None:
            self._show(None)
        self.listed.emit(None)

    # --- showing ---------------------------------------------------------------------------------------
    def select(self, take_id: str | None) -> None:
        """Show that take, or none. Raises KeyError."""
        chosen = None if take_id is None else self.of_id(take_id)
        if chosen is not self.current:
            self._show(chosen)

    def rate(self, take_id: str, stars: int) -> None:
        """0 takes the rating away. Raises KeyError, ValueError."""
        if not 0 <= stars <= STARS:
            raise ValueError(stars)
        self.update(replace(self.of_id(take_id), rating=stars))

    def ranked(self) -> tuple[Take, ...]:
        """The best first, as the critic judges; those without a judgement last, by how likely the net finds them."""
        return tuple(sorted(self.all, key=_merit, reverse=True))

    def _kept(self, takes: tuple[Take, ...], new: set[str]) -> tuple[Take, ...]:
        """So many that all can be kept: first those go that are neither new, shown nor precious, then the oldest."""
        safe = new | ({self.current.id} if self.current else set())
        plain = [t.id for t in takes if t.id not in safe and not _is_precious(t)]
        gone = set(plain[: max(0, len(takes) - KEPT_TAKES)])
        return tuple(t for t in takes if t.id not in gone)[-KEPT_TAKES:]

    def _show(self, take: Take | None) -> None:
        before, self.current = self.current, take
        if before is not None and (take is None or before.id != take.id):
            self.shown_before = before.id
        self.changed.emit(take)


def _is_precious(take: Take) -> bool:
    return take.recorded or take.rating > 0 or bool(take.pieces)


def _by_hand(takes: Sequence[Take]) -> dict[str, tuple[object, ...]]:
    return {t.id: _done_by_hand(t) for t in takes if _is_precious(t)}


def _done_by_hand(take: Take) -> tuple[object, ...]:
    return take.rating, take.pieces, take.notes


def ended(take: Take) -> Take:
    """As far as it got."""
    return replace(take, done=True, end_tick=take.until_tick)


def _merit(take: Take) -> tuple[float, float]:
    nats = take.surprises
    likely = -sum(nats) / len(nats) if nats else float("-inf")
    return (take.critique.total if take.critique is not None else -1.0, likely)


def numbered(take: Take, numbers: Numbers) -> tuple[TakenPart, ...]:
    """The parts of a take for the document: who wrote the notes is told with the number by which the user knows the
    take (for one made of several, that of the take each note comes from), not with its name in this program."""
    if take.recorded:
        return take.taken
    own = numbers.get(take.id, 0)
    known = numbers if take.pieces else {}
    told = {origin: _told(origin, known, own) for origin in {n.origin for n in take.notes}}
    return tuple(  # notes share what they come from
        replace(part, notes=tuple(replace(n, origin=told[n.origin]) for n in part.notes)) for part in take.taken
    )


def _told(origin: Origin, numbers: Numbers, own: int) -> Origin:
    if origin.kind is not OriginKind.GENERATED:
        return origin
    return replace(origin, take=str(numbers.get(origin.take, own)))

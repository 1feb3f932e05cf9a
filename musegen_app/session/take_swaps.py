"""A take that comes, goes or becomes another one, and back again: what deleting and putting together leave to undo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from musegen_app.sampling.take import Take
from musegen_app.session.takes import Takes, ended


@dataclass(frozen=True, slots=True)
class Comping:
    """The id of the take that is put together, "" for none; and of each step that take before (None: it was begun) with
    the id of what was shown then."""

    take: str = ""
    steps: tuple[tuple[Take | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Swap:
    """One take before and after a step, None where there is none; and how far the putting together was. `heirs` are
    the ids of the children that it had, `following` those of the takes behind it in the list."""

    take_id: str
    before: Take | None
    comping: Comping
    heirs: tuple[str, ...] = ()
    following: tuple[str, ...] = ()
    after: Take | None = None
    comping_after: Comping = field(default_factory=Comping)

    @classmethod
    def of(cls, takes: Takes, take_id: str, comping: Comping) -> Swap:
        """As it is now."""
        ids = [t.id for t in takes.all]
        heirs = tuple(t.id for t in takes.all if t.parent == take_id)
        following = tuple(ids[ids.index(take_id) + 1 :]) if take_id in ids else ()
        return cls(take_id, _there(takes, take_id), comping, heirs, following)

    def done(self, takes: Takes, comping: Comping) -> Swap | None:
        """The same with what has become of it. None: nothing has changed that one could have back."""
        after, before = _there(takes, self.take_id), self.before
        if before is not None and not before.done:
            before = ended(before) if before.notes or before.chords else None
        if before is after:
            return None
        return replace(self, before=before, after=after, comping_after=comping)

    def fits(self, takes: Takes, back: bool) -> bool:
        """Is the take what the step has left (`back`), or has found?"""
        here, now = self.after if back else self.before, _there(takes, self.take_id)
        if here is None or now is None:
            return here is now
        return here.pieces == now.pieces

    def go(self, takes: Takes, back: bool) -> Comping:
        """Put the other one in its place; how far the putting together was then."""
        there, now = self.before if back else self.after, _there(takes, self.take_id)
        if there is None:
            takes.forget(self.take_id)
        elif now is None:
            takes.bring_back(there, self.following, self.heirs)
        else:
            takes.update(replace(there, rating=now.rating))
        return self.comping if back else self.comping_after


def _there(takes: Takes, take_id: str) -> Take | None:
    return next((t for t in takes.all if t.id == take_id), None)

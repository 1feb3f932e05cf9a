"""What becomes of the take that is shown: heard alone, kept, kept in part, put aside. GUI thread.

All of it can be undone: what is written is an edit of the document, the rest lies beside it (`take_steps`).
"""

from __future__ import annotations

from musegen_app.base.errors import MuseGenError
from musegen_app.score import edits
from musegen_app.session.take_verbs import TakeVerbs
from musegen_app.session.takes import numbered


class Verdicts(TakeVerbs):
    """The part of `ComposeVerbs` that decides."""

    @property
    def alone(self) -> bool:
        """Is a take heard without the other tracks?"""
        return self.steps.alone

    def hear_alone(self, on: bool) -> None:
        """Hear takes without the other tracks, or in context; what plays goes on."""
        with self.steps.step("Hear take alone" if on else "Hear take in context"):
            self.steps.alone = on
        self._takes.changed.emit(self.current)

    def select_take(self, take_id: str | None) -> None:
        """Show and hear that take (None: no take). Raises KeyError."""
        if take_id is None or not any(t.id == take_id and self._continuing.owns(t) for t in self.takes):
            self._continuing.cancel()
        with self.steps.step("Hear another take"):
            self._takes.select(take_id)
        self._tell()

    def accept(self, from_tick: int | None = None, to_tick: int | None = None) -> None:
        """Write the current take (or its part in [from_tick, to_tick)) into the document: one undo step."""
        self._continuing.cancel()
        take, shown = self.current, self.steps.now()
        if take is None:
            raise MuseGenError("There is no take to accept: press Continue first.")
        low = max(take.start_tick, take.start_tick if from_tick is None else from_tick)
        high = min(take.end_tick, take.end_tick if to_tick is None else to_tick)
        score = edits.insert_parts(self._document.score, numbered(take, self._takes.numbers), take.chords, low, high)
        self._takes.select(None)
        label = "Accept take" if from_tick is to_tick is None else "Accept part of take"
        if self._document.edit(label, score):
            self.steps.written(shown)
            self._status.say("info", "Kept: the notes are in the song now. Undo takes them out again")
        else:
            self._status.say("info", "Nothing was changed: the song has these notes already")
        self._tell()

    def discard(self) -> None:
        """Take the ghost away; it stays in `takes`."""
        if self.current is not None:
            self._status.say("info", "Put aside: its picture among the takes, or Undo, brings it back")
        with self.steps.step("Discard take"):
            self.put_aside()

    def put_aside(self) -> None:
        """No take is shown; that is no step of its own, since something else leads to it."""
        self._continuing.cancel()
        self._takes.select(None)
        self._tell()

    def _tell(self, **changes: object) -> None:
        raise NotImplementedError

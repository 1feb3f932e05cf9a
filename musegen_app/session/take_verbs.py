"""Verbs of takes: choose, rate, compare, rank, put together, vary, make again. GUI thread.

What shows the takes follows `take_changed` (the one that is shown and heard) and `takes_changed` (any of them).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from musegen_app.base.errors import MuseGenError
from musegen_app.document.document import Document
from musegen_app.sampling.messages import Operation, OperationKind
from musegen_app.sampling.take import Take
from musegen_app.score import edits
from musegen_app.score.model import Score
from musegen_app.session.comping import with_passage
from musegen_app.session.compose_state import GenerateRequest
from musegen_app.session.continuing import Continuing
from musegen_app.session.status import Status
from musegen_app.session.take_steps import TakeSteps
from musegen_app.session.take_swaps import Comping
from musegen_app.session.takes import Takes

GONE = "That take is no longer there."
NONE_YET = "Nothing has been generated yet: press Continue first."


class TakeVerbs:
    """The half of `ComposeVerbs` that works on what is there already."""

    ab: tuple[str, str] | None = None  # the ids of the two takes that are compared

    def __init__(self, takes: Takes, continuing: Continuing, document: Document, status: Status) -> None:
        self._takes = takes
        self._continuing = continuing
        self._document = document
        self._status = status
        self.take_changed = takes.changed
        self.takes_changed = takes.listed
        self.steps = TakeSteps(document, takes)
        self._last: GenerateRequest | None = None
        document.changed.subscribe(lambda change: continuing.lanes_drawn(change.before, change.after))

    @property
    def takes(self) -> tuple[Take, ...]:
        """In the order in which they were made."""
        return self._takes.all

    @property
    def current(self) -> Take | None:
        return self._takes.current

    @property
    def margin_seconds(self) -> float:
        """For so long what is about to sound can no longer change; as fast as the model answers."""
        return self._continuing.promptness.margin_seconds

    def number_of(self, take: Take) -> int:
        """How the user counts it: 1 for the first take of this song."""
        return self._takes.number_of(take.id)

    def take(self, take_id: str) -> Take:
        """Raises MuseGenError."""
        try:
            return self._takes.of_id(take_id)
        except KeyError:
            raise MuseGenError(GONE) from None

    def ranked(self) -> tuple[Take, ...]:
        """The best first, as the critic judges."""
        return self._takes.ranked()

    def rate(self, take_id: str, stars: int) -> None:
        """1 to 5 stars; 0 takes the rating away. Raises MuseGenError, ValueError."""
        self._takes.rate(self.take(take_id).id, stars)

    def forget_take(self, take_id: str) -> None:
        """It is gone; takes that came from it now come from its parent. Raises MuseGenError."""
        take = self.take(take_id)
        if self._continuing.busy and self._continuing.owns(take):
            self._continuing.cancel()
        self._takes.forget(take.id)
        if self.ab is not None and take.id in self.ab:
            self.ab = None
        if self.steps.comping.take == take.id:
            self.end_comp()

    def delete_take(self, take_id: str) -> None:
        """The same as a step that can be undone. Raises MuseGenError."""
        with self.steps.swapped("Delete take", self.take(take_id).id):
            self.forget_take(take_id)

    def replace_takes(self, takes: Iterable[Take]) -> None:
        """The same takes, moved to other places of the song."""
        self._takes.replace_all(tuple(takes))

    # --- A and B ---------------------------------------------------------------------------------------
    def compare(self, a: str, b: str) -> None:
        """These two are A and B from now on; A is shown and heard. Raises MuseGenError."""
        self.ab = (self.take(a).id, self.take(b).id)
        self.select_take(a)

    def toggle_ab(self) -> Take | None:
        """Hear the other one, at the same place; without `compare` the one that was shown before. None: there is no
        other."""
        here = self.current.id if self.current is not None else ""
        a, b = self.ab or (self._takes.shown_before, here)
        other = b if here == a else a
        if all(t.id != other for t in self.takes):
            return None
        self.select_take(other)
        return self.current

    # --- putting together ------------------------------------------------------------------------------
    @property
    def comped(self) -> Take | None:
        """The take that `comp` works on; None: it will begin one."""
        return next((t for t in self.takes if t.id == self.steps.comping.take), None)

    def comp(self, take_id: str, from_tick: int, to_tick: int) -> Take:
        """Use these ticks of that take in the comped take, which is shown: a step that can be undone. A new one begins
        as the take that is shown, or as that take itself; later calls go on with it until `end_comp`. Raises
        MuseGenError."""
        source, before = self.take(take_id), self.comped
        bar = self._document.score.meter.at(from_tick).bar_ticks
        base = before or self.current or source
        made = with_passage(base, source, from_tick, to_tick, bar // 2, grows=before is not None)
        shown = self.current.id if self.current is not None else ""
        with self.steps.swapped("Use bars of take", made.id):
            self.steps.comping = Comping(made.id, (*self.steps.comping.steps, (before, shown)))
            self._show_comped(made)
        return made

    def uncomp(self) -> bool:
        """Take the last `comp` back, which is a step of its own. False if there is none."""
        comping = self.steps.comping
        if not comping.steps:
            return False
        before, shown = comping.steps[-1]
        with self.steps.swapped("Take bars out again", comping.take):
            self.steps.comping = Comping(comping.take if before is not None else "", comping.steps[:-1])
            if before is not None:
                self._show_comped(before)
            else:
                self._takes.forget(comping.take)
            if any(t.id == shown for t in self.takes):
                self.select_take(shown)
        return True

    def end_comp(self) -> None:
        """The next `comp` begins a new take."""
        self.steps.comping = Comping()

    def _show_comped(self, take: Take) -> None:
        take = self._to_be_judged(take)
        if any(t.id == take.id for t in self.takes):
            self._takes.update(take)
        else:
            self._takes.put([take])
        self.select_take(take.id)

    # --- making more -----------------------------------------------------------------------------------
    def again(self, same_dice: bool = False, takes: int | None = None) -> None:
        """What the take that is shown was asked for (else the last request) once more, with the settings of now: with
        fresh dice, or with the same ones to hear what the settings do. `takes` None: one, or as many as the last time.
        Raises MuseGenError."""
        request, shown, varies = self._last, self.current, ""
        if shown is not None and (request is None or same_dice or not self._continuing.owns(shown)):
            request, varies = replace(self._request_of(shown), steering=None, style=None, takes=1), shown.varies
        if request is None:
            raise MuseGenError(NONE_YET)
        dice = (request.rng_seed, request.first_take) if same_dice else (None, 0)
        request = replace(request, rng_seed=dice[0], first_take=dice[1])
        self.generate(request if takes is None else replace(request, takes=takes), varies=varies)

    def prepare(self) -> str:
        """The same as `again` for the take that is shown, written unseen: the id of the take. Raises MuseGenError."""
        shown, known = self.current, {t.id for t in self.takes}
        if shown is None:
            raise MuseGenError(NONE_YET)
        fresh = replace(self._request_of(shown), steering=None, style=None, rng_seed=None, first_take=0, takes=1)
        self.generate(fresh, varies=shown.varies, show=False)
        return next((t.id for t in self.takes if t.id not in known), "")

    def regenerate(self, take_id: str) -> None:
        """Exactly that take again: its model, its dice, its settings. With the same song before it the notes are the
        same; but one for which a control was moved while it sounded is written with its last settings from its
        beginning on. Raises MuseGenError."""
        take = self.take(take_id)
        request = self._request_of(take)
        self._play_with(take.bundle)
        self.generate(request, parent=take.parent, rating=take.rating, varies=take.varies)

    def vary_take(
        self, take_id: str, amount: float = 0.5, keep: Literal["", "rhythm", "contour"] = "", takes: int = 1
    ) -> None:
        """Variations of a take that is not in the song: its children. `amount` 0..1. Raises MuseGenError."""
        take = self.take(take_id)
        written = tuple(t.track_id for t in take.taken if t.notes)
        operation = Operation(OperationKind.VARY, take.end_tick, written, amount, keep)
        request = GenerateRequest(
            take.track_id,
            bars=max(1, take.bars),
            start_tick=take.start_tick,
            operation=operation,
            takes=takes,
            with_chords=take.with_chords,
        )
        self.generate(request, parent=take.id, varies=take.id)

    def _song_with(self, take_id: str) -> tuple[Score, tuple[int, ...]]:
        """The song as accepting that take would make it ("": as it is), and the tracks that it has not got yet. Raises
        MuseGenError."""
        score = self._document.score
        if not take_id:
            return score, ()
        take, there = self.take(take_id), {t.id for t in score.tracks}
        made = tuple(track_id for track_id in take.track_ids if track_id not in there)
        return edits.insert_parts(score, take.taken, (), take.start_tick, take.end_tick), made

    def _request_of(self, take: Take) -> GenerateRequest:
        """What `take` was asked for with. Raises MuseGenError for one that was not made by a net in one go."""
        if take.pieces or take.recorded:
            how = "was played" if take.recorded else "is put together from others"
            raise MuseGenError(f"This take {how}: there is nothing to ask a net for again.")
        return GenerateRequest(
            take.track_id,
            bars=max(1, take.bars),
            start_tick=take.start_tick,
            seed_from_tick=take.seed_from_tick,
            steering=take.steering,
            wish=take.wish,
            rng_seed=take.rng_seed,
            with_chords=take.with_chords,
            operation=replace(take.operation, style=()),
            style=take.operation.style,
            first_take=take.index,
        )

    # --- what the other half does ----------------------------------------------------------------------
    def generate(
        self,
        request: GenerateRequest,
        *,
        parent: str | None = None,
        rating: int = 0,
        varies: str = "",
        show: bool = True,
    ) -> None:
        raise NotImplementedError

    def select_take(self, take_id: str | None) -> None:
        raise NotImplementedError

    def _play_with(self, bundle: str) -> None:
        raise NotImplementedError

    def _to_be_judged(self, take: Take) -> Take:
        raise NotImplementedError

"""Continue, Keep, Discard, Again: between the compose panel, the roll and the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from musegen_app.sampling.messages import Heard, Hearing, Operation, OperationKind
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score
from musegen_app.score.note_table import change_between
from musegen_app.session.compose import ComposeState, GenerateRequest
from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.commands.saying import failures_said
from musegen_app.ui.commands.track_commands import TrackCommands
from musegen_app.ui.panels.compose_panel import ComposePanel

if TYPE_CHECKING:
    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView

LISTEN_AFTER_MS = 250  # a pause in editing, so that a drag does not ask at every pixel


Asked = tuple[OperationKind, tuple[int, ...]] | tuple[()]


class ComposeCommands(QObject):
    """GUI thread. The document is changed by `keep` alone. `refreshed`: what can be done is another matter now."""

    refreshed = Signal()

    def __init__(
        self, session: Session, roll: RollView, panel: ComposePanel, tracks: TrackCommands, actions: Actions
    ) -> None:
        super().__init__(panel)
        self._session = session
        self._roll = roll
        self._panel = panel
        self._tracks = tracks
        self._actions = actions
        self._generate_tip = actions["generate"].toolTip()
        self._marked: tuple[int, int] | None = None
        self._rng_seed: int | None = None
        self.listen_at_once = True
        self._ready = False
        self._heard_for: Asked = ()
        self._listen_later = _pause(self, LISTEN_AFTER_MS, self.listen)
        self._connect()

        self.begin: Callable[[], None] = lambda: self.ask(self._onward())
        self.why_not: Callable[[], str] = str
        self.invite: Callable[[], str] = str
        self.asked: Callable[[], GenerateRequest | None] = lambda: None

    # -- commands ------------------------------------------------------------------------------------------------
    def generate(self) -> None:
        """Continue the active track; while the net writes: stop it and keep what is there as a take."""
        compose = self._session.compose
        if compose.state.busy:
            compose.cancel()
        else:
            self.begin()

    def continue_selection(self) -> None:
        """The selected notes alone are the seed; the take begins where they end and lies over what stands there."""
        chosen = self._roll.selected_range()
        if chosen is not None:
            self.ask(replace(self._onward(), seed_from_tick=chosen[0], start_tick=chosen[1]))

    def ask(self, request: GenerateRequest) -> None:
        """That, with the wishes that hold for all requests, such as the dice."""
        settings = self._session.settings
        with failures_said(self._session.status):
            chosen = replace(request, with_chords=settings.with_chords, rng_seed=self._rng_seed, takes=settings.takes)
            self._session.compose.generate(chosen)
            self.present()

    def again(self) -> None:
        """The same once more with fresh dice."""
        with failures_said(self._session.status):
            self._session.compose.again()
            self.present()

    def keep(self) -> None:
        """The whole take, or the part of it that is marked in the roll."""
        low, high = self._marked or (None, None)
        before = self._session.document.score
        with failures_said(self._session.status):
            self._session.compose.accept(low, high)
            self._select_new(before)

    def discard(self) -> None:
        """A drag is cancelled first; then the take goes."""
        if self._roll.is_dragging():
            self._roll.cancel()
        else:
            self._session.compose.discard()

    def listen(self) -> None:
        """Ask the net what it hears in the active track now."""
        track, request = self._tracks.active, self.asked()
        if track is not None:
            operation = request.operation if request is not None else None
            self._heard_for = _looked_at_for(operation)
            self._session.compose.listen(track.id, operation=operation)
        else:
            self._panel.hearing.show_heard(None, self._session.compose.wished)

    # -- following the session -----------------------------------------------------------------------------------
    def show_settings(self) -> None:
        settings = self._session.settings
        self._panel.show_wishes(settings.bars, settings.with_chords, self.listen_at_once)

    def show_bundles(self) -> None:
        compose = self._session.compose
        self._panel.bundle.show_bundles(compose.bundles(), compose.state.bundle)

    def show_state(self, state: ComposeState) -> None:
        compose = self._session.compose
        if state.bundle_ready and not self._ready:
            self._listen_later.start()  # what was asked before the net was there had no answer
        self._ready = state.bundle_ready
        heard = compose.heard if self._tracks.active is not None else None
        self._panel.hearing.show_heard(heard, compose.wished)
        self._show_seen(heard)
        self._panel.show_state(state, compose.current, self._bar_ticks())
        self._refresh(state)

    def show_take(self, take: Take | None) -> None:
        compose = self._session.compose
        if take is None or (self._marked and not take.start_tick <= self._marked[0] < take.end_tick):
            self._mark(None)
        self._roll.set_take(take)
        if take is not None and not take.done:
            self._roll.reveal_take_pitches()
        self._panel.show_state(compose.state, take, self._bar_ticks())
        self._refresh(compose.state)

    def refresh(self) -> None:
        """What can be done may be another matter now."""
        self._refresh(self._session.compose.state)

    def hear_again(self) -> None:
        """Another task may look at other tracks."""
        request = self.asked()
        if _looked_at_for(request.operation if request is not None else None) != self._heard_for:
            self._listen_later.start()

    def show_change(self) -> None:
        """The document is another one: the net should hear it again, after a pause."""
        self._listen_later.start()
        self._refresh(self._session.compose.state)
        if not self._session.compose.takes:
            self.show_take(None)

    # -- inside --------------------------------------------------------------------------------------------------
    def _connect(self) -> None:
        panel = self._panel
        panel.bundle.picked.connect(self._choose_bundle)
        panel.hearing.wished.connect(self._wish)
        panel.hearing.unheard_wanted.connect(self._roll.select_notes)
        panel.bars_changed.connect(self._set_bars)
        panel.chords_wanted.connect(lambda on: self._session.change_settings(with_chords=on))
        panel.listen_wanted.connect(self._set_at_once)
        panel.dice_chosen.connect(self._set_dice)
        self._roll.selectionChanged.connect(lambda: self._refresh(self._session.compose.state))
        self._roll.takeRangeChosen.connect(lambda low, high: self._mark((low, high) if high > low else None))

    def _choose_bundle(self, name: str) -> None:
        with failures_said(self._session.status):
            self._session.compose.choose(name)
        self.show_bundles()

    def _wish(self, hearing: Hearing) -> None:
        self._session.compose.wish(hearing)
        self.show_state(self._session.compose.state)
        self.listen()

    def _set_bars(self, bars: int) -> None:
        self._session.change_settings(bars=bars)
        self.show_state(self._session.compose.state)

    def _show_seen(self, heard: Heard | None) -> None:
        seen = heard.seen if heard is not None else ()
        tracks = enumerate(self._session.document.score.tracks, 1)
        names = [t.name or translated("Track {0}").format(number) for number, t in tracks if t.id in seen]
        self._panel.hearing.show_seen(names, heard is not None and heard.sees_chords)

    def _set_at_once(self, on: bool) -> None:
        self.listen_at_once = on

    def _set_dice(self, rng_seed: int | None) -> None:
        self._rng_seed = rng_seed

    def _mark(self, marked: tuple[int, int] | None) -> None:
        self._marked = marked
        meter = self._session.document.score.meter
        if marked is None:
            self._panel.show_keep("")
            return
        first, last = meter.position(marked[0]).bar + 1, meter.position(marked[1] - 1).bar + 1
        part = translated("bar {0}").format(first) if first == last else translated("bars {0}–{1}").format(first, last)
        self._panel.show_keep(part)

    def _select_new(self, before: Score) -> None:
        """What has come into the song is selected: on the active track, else on the one track that has it."""
        old, after = {t.id: t.notes for t in before.tracks}, self._session.document.score
        added = {t.id: change_between(old.get(t.id, ()), t.notes).added for t in after.tracks}
        written = [track_id for track_id, notes in added.items() if notes]
        if len(written) == 1:
            self._tracks.pick(written[0])
        if self._roll.active_track in written:
            self._roll.select_notes(frozenset(n.id for n in added[self._roll.active_track]))

    def _onward(self) -> GenerateRequest:
        """The active track goes on from its end."""
        track = self._tracks.active
        return GenerateRequest(track.id if track is not None else 0, bars=self._session.settings.bars)

    def present(self) -> None:
        """A new take: bring it into sight and play it."""
        self._roll.reveal_take()
        self._listen_to_it()

    def _listen_to_it(self) -> None:
        """Start playing a bar before the new notes, if that is wanted and nothing plays."""
        take, transport = self._session.compose.current, self._session.transport
        if self.listen_at_once and take is not None and not transport.state.playing:
            meter = self._session.document.score.meter
            bar = meter.position(max(0, take.start_tick - 1)).bar
            transport.play(meter.bar_start(bar))

    def _bar_ticks(self) -> int:
        track = self._tracks.active
        return self._session.document.score.meter.at(track.end_tick if track else 0).bar_ticks

    def invitation(self) -> str:
        """What the big button would do, for whoever has no takes yet."""
        if words := self.invite():
            return words
        track, bars = self._tracks.active, self._session.settings.bars
        if track is None or not track.notes:
            one = translated("No takes yet. Continue writes a bar from nothing; or draw a seed first.")
            many = translated("No takes yet. Continue writes {0} bars from nothing; or draw a seed first.")
            return (one if bars == 1 else many).format(bars)
        end = self._session.compose.goes_on_at(track)
        bar = self._session.document.score.meter.position(max(0, end - 1)).bar + 1
        one = translated("No takes yet. Continue writes a bar after bar {1} and shows it as ghosts.")
        many = translated("No takes yet. Continue writes {0} bars after bar {1} and shows them as ghosts.")
        after = one if bars == 1 else many
        return after.format(bars, bar)

    def _refresh(self, state: ComposeState) -> None:
        allow, compose = self._actions.allow, self._session.compose
        stop = translated("Stop writing and keep what is there as a take")
        set_tip(self._actions["generate"], stop if state.busy else self._generate_tip)
        may, why = self._may_generate(state)
        allow("generate", may, why)
        none_chosen = translated("No notes are selected: select those that the net should go on from.")
        allow("continue_selection", may and bool(self._roll.selection), why or none_chosen)
        none = translated("There is no take: press Continue first.")
        for name in ("keep", "discard"):
            allow(name, compose.current is not None, none)
        allow("again", bool(compose.takes), none)
        self.refreshed.emit()

    def _may_generate(self, state: ComposeState) -> tuple[bool, str]:
        track = self._tracks.active
        if track is None:
            return False, translated("There is no track to continue: add one first.")
        if track.is_drums and not state.on_drums:
            return False, translated("This net writes melodies: pick a track that is not drums.")
        if not state.bundle_ready:
            return False, state.problem or translated("The net is being loaded; a moment, please.")
        why = "" if state.busy else self.why_not()
        return not why, why


def _looked_at_for(operation: Operation | None) -> Asked:
    """What of an operation says which tracks are looked at."""
    return (operation.kind, operation.track_ids) if operation is not None else ()


def _pause(parent: QObject, milliseconds: int, then: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(then)
    return timer

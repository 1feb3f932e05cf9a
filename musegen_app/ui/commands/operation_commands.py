"""What the net is to do: continue, fill in, harmonise, vary … where, and how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from musegen_app.sampling.operations import refusal
from musegen_app.score.model import Track
from musegen_app.session.compose_state import GenerateRequest
from musegen_app.session.placing import By, Chosen, Place, Span, place_of, second_passages
from musegen_app.session.task_request import request_of
from musegen_app.session.tasks import Options, Task
from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions, key_text, translated
from musegen_app.ui.commands.compose_commands import ComposeCommands
from musegen_app.ui.commands.track_commands import TrackCommands
from musegen_app.ui.panels import operation_words
from musegen_app.ui.panels.compose_panel import ComposePanel
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView

_Pointed = tuple[Span | None, frozenset[int], Track | None, Span | None]  # marked, selected, on that track, the loop
COMMANDS = {
    "fill_in": Task.FILL_IN,
    "harmonise": Task.HARMONISE,
    "accompany": Task.ACCOMPANY,
    "write_melody": Task.MELODY,
    "vary": Task.VARY,
    "interpolate": Task.INTERPOLATE,
    "humanise_played": Task.HUMANISE,
    "from_nothing": Task.FROM_NOTHING,
}


class OperationCommands(QObject):
    """GUI thread. Each task is about the marked bars, else the selected notes, else the loop, else the whole song.
    `changed`: another task, place or option."""

    changed = Signal()
    options_chosen = Signal()  # by the user

    def __init__(
        self,
        session: Session,
        roll: RollView,
        panel: ComposePanel,
        compose: ComposeCommands,
        tracks: TrackCommands,
        actions: Actions,
    ) -> None:
        super().__init__(compose)
        self.task = Task(session.settings.task)
        self.options = session.settings.options
        self._pointed: tuple[_Pointed, Chosen] = ((None, frozenset(), None, None), Chosen())
        self.auto = session.settings.auto_apply  # does a moved control or option do it again at once?
        self._session = session
        self._roll = roll
        self._bar = panel.operations
        self._generate = panel.generate
        self._compose = compose
        self._tracks = tracks
        self._actions = actions
        compose.begin, compose.why_not, compose.invite = self.begin, self.why_not, self._invitation
        compose.refreshed.connect(self.refresh)
        self._bar.chosen.connect(self.choose)
        self._bar.options.changed.connect(self._set_options)
        roll.stage.swipe_wanted.connect(self._swiped)
        for moved in (roll.stage.loop_changed, roll.stage.marked_changed):
            moved.connect(compose.refresh)
        self._bar.options.show_options(self.options)
        self._bar.show_task(self.task)
        self.refresh()

    # -- commands ------------------------------------------------------------------------------------------------
    def fill_in(self) -> None:
        """The chosen bars anew, so that they lead from what is before to what comes after."""
        self._do(Task.FILL_IN)

    def harmonise(self) -> None:
        """Voices or chords for the active track."""
        self._do(Task.HARMONISE)

    def accompany(self) -> None:
        """Parts that go with what is there."""
        self._do(Task.ACCOMPANY)

    def write_melody(self) -> None:
        """A melody over the chords and parts that are there."""
        self._do(Task.MELODY)

    def vary(self) -> None:
        """A share of what is there, written anew."""
        self._do(Task.VARY)

    def interpolate(self) -> None:
        """From this passage to another one."""
        self._do(Task.INTERPOLATE)

    def humanise_played(self) -> None:
        """Timing and force as somebody would play them."""
        self._do(Task.HUMANISE)

    def from_nothing(self) -> None:
        """New music that goes on from nothing."""
        self._do(Task.FROM_NOTHING)

    def choose(self, task: Task) -> None:
        """The big button does that from now on."""
        self.task = task
        self._session.change_settings(task=task.value)
        self._bar.show_task(task)
        self._compose.refresh()

    def set_auto(self, on: bool) -> None:
        """Whether what is shown follows controls and options; then the big button keeps it."""
        self.auto = on
        self._session.change_settings(auto_apply=on)
        self._compose.refresh()

    def begin(self) -> None:
        """Do what is chosen, or keep what has been done."""
        request = None if self._keeps else self.request()
        if self._keeps:
            self._compose.keep()
        if request is not None:
            self._compose.ask(request)

    # -- what it is about ----------------------------------------------------------------------------------------
    def place(self, task: Task | None = None) -> Place | None:
        """Where the chosen task (or that one) would be done; None: nowhere."""
        track = self._tracks.active
        if track is None:
            return None
        end = self._session.compose.goes_on_at(track)
        return place_of(task or self.task, self._chosen(), self._session.document.score, track, end)

    def request(self) -> GenerateRequest | None:
        """What the big button would ask for; None when there is nothing to ask."""
        track, place = self._tracks.active, self.place()
        if track is None or place is None:
            return None
        score, bars = self._session.document.score, self._session.settings.bars
        return request_of(self.task, place, self._led(place), score, track, bars)

    def why_not(self, task: Task | None = None) -> str:
        """Why the chosen task (or that one) cannot be done now; "" = it can."""
        if task is None and self._keeps:
            return ""
        task = task or self.task
        if unlearned := self._unlearned(task):
            return unlearned
        if task.goes_on or self._tracks.active is None:
            return ""
        if not self._session.document.score.end_tick:
            return translated("There is nothing to work on yet: draw, play or open something first.")
        place = self.place(task)
        if place is None:
            return translated("Mark the bars to fill, select notes in them, or put the loop around them.")
        if task is Task.INTERPOLATE and not self._seconds(place):
            return translated("There is no other passage to lead over to: it needs notes somewhere else.")
        return ""

    # -- following -----------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Offer what the loaded net can do and there is something to do it with; say where."""
        why = {task: self.why_not(task) for task in Task}
        busy = translated("The net is writing: stop it first.") if self._session.compose.state.busy else ""
        nobody = "" if self._tracks.active is not None else translated("There is no track: add one first.")
        waits = (
            "" if self._session.compose.state.bundle_ready else translated("The net is being loaded; a moment, please.")
        )
        for name, task in COMMANDS.items():
            reason = nobody or waits or why[task] or busy
            self._actions.allow(name, not reason, reason)
        self._bar.show_possible({task: self._unlearned(task) for task in Task})  # a place may be chosen afterwards
        self._show_place()
        self.changed.emit()

    def _unlearned(self, task: Task) -> str:
        """Why the loaded net cannot do that; "" = it can, or is still being loaded."""
        state = self._session.compose.state
        unable = state.bundle_ready and task.kind not in state.operations
        return refusal(state.bundle, task.kind, state.operations) if unable else ""

    def _show_place(self) -> None:
        meter, place, track = self._session.document.score.meter, self.place(), self._tracks.active
        name = "" if track is None or self._session.compose.state.band else track.name
        whole = place is None or not place.note_ids
        self._bar.show_where(operation_words.where(self.task, place, meter, name), whole)
        if self.task is Task.INTERPOLATE and place is not None:
            seconds = self._seconds(place)
            words = [(operation_words.passage_text(n, *span, meter), span) for n, span in seconds]
            led = self._led(place)
            self._bar.options.show_seconds(words, (led.second_from, led.second_to))
        self._name_it(self._kept_title() or operation_words.title(self.task, place, meter, self._session.settings.bars))
        self._generate.bars.setVisible(self.task.goes_on and (place is None or place.high <= place.low))

    def _invitation(self) -> str:
        """Beside the empty takes; "" where it is the usual: to go on from the end."""
        place, meter = self.place(), self._session.document.score.meter
        if place is None or (self.task is Task.CONTINUE and place.by is By.END):
            return ""
        words = translated(
            "No takes yet. “{0}” shows what the net writes as ghosts; your notes stay until you keep it."
        )
        return words.format(operation_words.title(self.task, place, meter, self._session.settings.bars))

    def _name_it(self, title: str) -> None:
        """On the big button and in the menu."""
        action = self._actions["generate"]
        self._generate.show_title(title)
        if action.text() != title:
            action.setText(title)
        if not self._session.compose.state.busy:
            set_tip(action, f"{said(operation_words.TIPS[self.task])} ({key_text('Ctrl+Enter')})")

    @property
    def _keeps(self) -> bool:
        """As in Live, what is applied at once is kept by the same key that applies it otherwise."""
        take = self._session.compose.current
        return self.auto and take is not None and take.done

    def _kept_title(self) -> str:
        take = self._session.compose.current
        if not self._keeps or take is None:
            return ""
        return translated("Keep take {0}").format(self._session.compose.number_of(take))

    # -- inside --------------------------------------------------------------------------------------------------
    def _do(self, task: Task) -> None:
        self.choose(task)
        if not self.why_not():
            self.begin()

    def _swiped(self, low: int, high: int, note_ids: tuple[int, ...]) -> None:
        """What the pointer passed is written anew at once: filled in, or varied by a net that cannot fill in."""
        track, state = self._tracks.active, self._session.compose.state
        able = [task for task in (Task.FILL_IN, Task.VARY) if task.kind in state.operations]
        if track is None or not able:
            refused = refusal(state.bundle, Task.FILL_IN.kind, state.operations)
            self._session.status.say("warn", refused if track is not None else translated("There is no track."))
            return
        place = Place(By.NOTES if note_ids else By.MARKED, low, high, note_ids)
        options = replace(self.options, amount=1.0, keep="", every_track=False)
        score, bars = self._session.document.score, self._session.settings.bars
        self._compose.ask(request_of(able[0], place, options, score, track, bars))

    def _set_options(self, options: Options) -> None:
        self.options = options
        self._session.change_settings(options=options.lasting)
        self.changed.emit()
        self.options_chosen.emit()

    def _chosen(self) -> Chosen:
        """What the user has pointed at."""
        stage, transport = self._roll.stage, self._session.transport.state
        loop = (transport.loop_from, transport.loop_to) if transport.loop else None
        pointed = (stage.marked, stage.selection, stage.track, loop)
        known, chosen = self._pointed
        if not (known[1] is pointed[1] and known[2] is pointed[2] and known == pointed):
            chosen = Chosen(stage.marked, stage.selected_notes(), loop)
            self._pointed = pointed, chosen
        return chosen

    def _seconds(self, place: Place) -> list[tuple[str, tuple[int, int]]]:
        return second_passages(place, self._chosen(), self._session.document.score)

    def _led(self, place: Place) -> Options:
        """The options with a second passage that is there: the chosen one, else the first."""
        if self.task is not Task.INTERPOLATE:
            return self.options
        spans = [span for _, span in self._seconds(place)]
        chosen = (self.options.second_from, self.options.second_to)
        first, last = chosen if chosen in spans or not spans else spans[0]
        return replace(self.options, second_from=first, second_to=last)

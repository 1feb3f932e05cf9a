"""Sliders of the net's controls, MIDI knobs for them, kept settings: between the panel, the roll and the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.catalog import with_values
from musegen_app.sampling.take import Take
from musegen_app.session.compose import ComposeState
from musegen_app.session.learn import LearnState
from musegen_app.ui.commands.saying import failures_said
from musegen_app.ui.esc_key import EscKey
from musegen_app.ui.panels.steering_panel import SteeringPanel
from musegen_app.ui.panels.style_mix import StyleMix
from musegen_app.ui.parts.steering_row import KnobSign
from musegen_app.ui.piano_roll.lane_kinds import steering_key

if TYPE_CHECKING:
    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView

STEER_AFTER_MS = 40  # a slider that is pulled tells far more values than can be heard


class SteeringCommands(QObject):
    """GUI thread. The document is not touched but by lanes that are opened."""

    def __init__(self, session: Session, roll: RollView, panel: SteeringPanel, mix: StyleMix) -> None:
        super().__init__(panel)
        self._session = session
        self._roll = roll
        self._panel = panel
        self._mix = mix
        self._moved: dict[str, float] = {}  # by the hand, and not yet told
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(STEER_AFTER_MS)
        self._soon.timeout.connect(self._steer)
        self._esc = EscKey(self)
        self._esc.pressed.connect(session.learn.stop)
        self._connect()
        self.show_learn(session.learn.state)
        panel.presets.show_names(session.presets.names)

    # -- commands ------------------------------------------------------------------------------------------------
    def controls_usual(self) -> None:
        """All controls where a new song starts."""
        self._recall(self._session.presets.usual)

    def controls_neutral(self) -> None:
        """No control changes anything: the net as it learned."""
        self._recall(self._session.presets.neutral)

    # -- following the session -----------------------------------------------------------------------------------
    def show_settings(self) -> None:
        """The remembered values, and what a hand is just moving."""
        self._panel.show_steering(self._steering())

    def show_state(self, state: ComposeState) -> None:
        """Which controls the loaded net obeys, and which styles it knows."""
        info = next((b for b in self._session.compose.bundles() if b.name == state.bundle), None)
        name = info.title or info.name if info is not None else state.bundle
        if state.bundle_ready:  # until then those of the net before stay where they are
            self._panel.show_obeyed(state.controls, name)
        self._mix.show_bundle(info)
        self._mix.show_style(self._session.styles.of(state.bundle))

    def show_take(self, take: Take | None) -> None:
        """What could not be had everywhere in it."""
        self._panel.show_gave_way(take.gave_way if take is not None else ())

    def show_learn(self, state: LearnState) -> None:
        knobs = {k.control: KnobSign(k.name, state.waiting.get(k.control)) for k in state.knobs}
        self._panel.show_knobs(knobs, state.learning)
        self._esc.set_on(bool(state.learning))

    def show_lanes(self) -> None:
        """Which controls the song's lanes rule."""
        self._panel.show_ruled({lane.control for lane in self._session.document.score.steering if lane.points})

    # -- inside --------------------------------------------------------------------------------------------------
    def _connect(self) -> None:
        panel, session = self._panel, self._session
        panel.steered.connect(self._on_moved)
        panel.learn_wanted.connect(session.learn.learn)
        panel.forget_wanted.connect(session.learn.forget)
        panel.lane_wanted.connect(self._roll.show_steering_lane)
        self._mix.mixed.connect(lambda style: session.styles.mix(session.compose.state.bundle, style))
        presets = panel.presets
        presets.neutral_wanted.connect(self.controls_neutral)
        presets.usual_wanted.connect(self.controls_usual)
        presets.picked.connect(lambda name: self._recall(lambda: session.presets.recall(name)))
        presets.saved.connect(self._keep)
        presets.removed.connect(session.presets.forget)
        self._unsubscribe = (
            session.learn.changed.subscribe(self.show_learn),
            session.learn.moved.subscribe(lambda _move: self.show_settings()),
            session.presets.changed.subscribe(presets.show_names),
            session.knob_lanes.written.subscribe(lambda control: self._roll.below.open(steering_key(control))),
        )
        panel.destroyed.connect(self._leave)

    def _leave(self) -> None:
        self._esc.set_on(False)
        for unsubscribe in self._unsubscribe:
            unsubscribe()

    def _steering(self) -> Steering:
        return with_values(self._session.settings.steering, self._moved)

    def _on_moved(self, values: Mapping[str, float]) -> None:
        self._moved.update(values)
        if not self._soon.isActive():
            self._soon.start()

    def _steer(self) -> None:
        steering, moved, self._moved = self._steering(), self._moved, {}
        self._session.compose.steer(steering)
        for name, value in moved.items():
            self._session.knob_lanes.moved(name, value)

    def _keep(self, name: str) -> None:
        self._steer()
        with failures_said(self._session.status):
            self._session.presets.keep(name)

    def _recall(self, recall: Callable[[], None]) -> None:
        self._moved = {}
        with failures_said(self._session.status):
            recall()
        self.show_settings()

"""The strips above the notes, from top to bottom."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from musegen_app.score.timeline_edits import markers
from musegen_app.ui.piano_roll.chord_lane import ChordLane
from musegen_app.ui.piano_roll.corner import Corner
from musegen_app.ui.piano_roll.flags_lane import FlagsLane
from musegen_app.ui.piano_roll.ruler import Ruler
from musegen_app.ui.piano_roll.sections_lane import SectionsLane
from musegen_app.ui.piano_roll.sign_lane import Sign, SignLane
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.strip import Strip
from musegen_app.ui.piano_roll.tempo_lane import TempoLane

FOLDING = ("sections", "flags", "tempo")


class Timeline(QObject):
    """Makes the strips and folds those that have nothing to show: `flags` and `sections` unfold when the song has
    some, or when they are asked for; `tempo` when it is asked for. A strip that is written on is unfolded meanwhile."""

    changed = Signal()  # which strips are unfolded

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self._wanted: dict[str, bool] = {}
        self._writing = ""
        self.sections = SectionsLane(stage, parent)
        self.flags = FlagsLane(stage, parent)
        self.ruler = Ruler(stage, parent)
        self.tempo = TempoLane(stage, parent)
        self.chords = ChordLane(stage, parent)
        self.strips = (
            Strip(Corner(stage, self.tr("Sections"), parent), self.sections),
            Strip(Corner(stage, self.tr("Marks"), parent), self.flags),
            Strip(Corner(stage, "", parent), self.ruler),
            Strip(Corner(stage, self.tr("Tempo"), parent), self.tempo),
            Strip(Corner(stage, self.tr("Chords"), parent), self.chords),
        )
        self._folding = {"sections": self.strips[0], "flags": self.strips[1], "tempo": self.strips[3]}
        stage.music_changed.connect(self.fold)
        for name in FOLDING:
            self.lane(name).field.closed.connect(self._written)
        self.fold()

    def lane(self, name: str) -> SignLane:
        """The strip called `sections`, `flags`, `tempo` or `chords`."""
        lanes: dict[str, SignLane] = {
            "sections": self.sections,
            "flags": self.flags,
            "tempo": self.tempo,
            "chords": self.chords,
        }
        return lanes[name]

    def shows(self, name: str) -> bool:
        return not self.lane(name).isHidden()

    def show(self, name: str, on: bool) -> None:
        """Unfold or fold a strip, whatever the song has."""
        self._wanted[name] = on
        self.fold()

    @property
    def layout(self) -> str:
        """What was unfolded or folded by hand, as text: `tempo:1 flags:0`."""
        return " ".join(f"{name}:{on:d}" for name, on in sorted(self._wanted.items()))

    def restore(self, layout: str) -> None:
        """Bring back a `layout`; words that mean nothing are passed over."""
        known = {f"{name}:{on:d}": (name, on) for name in FOLDING for on in (False, True)}
        self._wanted.update(known[word] for word in layout.split() if word in known)
        self.fold()

    def fold(self) -> None:
        before = [self.shows(name) for name in FOLDING]
        for name, strip in self._folding.items():
            on = self._wanted.get(name, self._has(name)) or name == self._writing
            if not on and strip.lane.hasFocus():
                self.lane(name).leave()
            strip.set_visible(on)
        if before != [self.shows(name) for name in FOLDING]:
            self.changed.emit()

    def write(self, name: str, sign: Sign) -> None:
        """Type `sign` on the strip `name`, unfolded for that."""
        if name in FOLDING:
            self._writing = name
            self.fold()
        lane = self.lane(name)
        lane.reveal(sign.tick)
        lane.write(sign)

    def next_strip(self) -> None:
        """The keyboard goes to the next unfolded strip from below, and from the highest back to the notes."""
        seen = [n for n in ("chords", "tempo", "flags", "sections") if self.shows(n)]
        here = next((i for i, n in enumerate(seen) if self.lane(n).hasFocus()), -1)
        if here + 1 < len(seen):
            lane = self.lane(seen[here + 1])
            lane.setFocus(Qt.FocusReason.OtherFocusReason)
            self._stage.hint.emit(lane.guide())
        else:
            self.lane(seen[-1]).leave()

    def _has(self, name: str) -> bool:
        score = self._stage.score
        if name == "sections":
            return bool(score.sections)
        if name == "flags":
            later_keys = len(score.keys) > 1 or any(k.tick > 0 for k in score.keys)
            return later_keys or len(score.meter.changes) > 1 or bool(markers(score))
        return False

    def _written(self) -> None:
        self._writing = ""
        self.fold()

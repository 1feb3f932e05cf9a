"""Stand-ins for the two processes beside the window: they answer at once and by hand, without a clock."""

from __future__ import annotations

from typing import Any

from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.engine import messages as engine
from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import Hearing
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Origin, OriginKind


class FakeLink:
    """Remembers what it was sent (`sent`) and hands out what the test put into `reports`."""

    def __init__(self) -> None:
        self.alive = False
        self.sent: list[Any] = []
        self.reports: list[Any] = []

    def spawn(self) -> None:
        self.alive = True

    def restart(self) -> None:
        self.spawn()

    def close(self) -> None:
        self.alive = False

    def send(self, command: Any) -> None:
        self.sent.append(command)

    def poll(self) -> list[Any]:
        reports, self.reports = self.reports, []
        return reports

    def last(self, kind: type) -> Any:
        """The newest command of that kind; None if there was none."""
        return next((c for c in reversed(self.sent) if isinstance(c, kind)), None)


class FakeEngine(FakeLink):
    """Says that it has sound; the playhead goes where the test puts it."""

    def send(self, command: Any) -> None:
        super().send(command)
        if isinstance(command, engine.OpenDevice):
            self.reports.append(engine.AudioState("Pretend", "Test", 48_000, 256, 5.3, "FluidSynth 2.3.1", "", ""))

    def move_to(self, tick: int, *, playing: bool, peak: float = 0.2) -> None:
        self.reports.append(engine.Position(tick, playing, 0, 0, 0, peak))


class FakeInference(FakeLink):
    """Loads any bundle, hears D major, and writes eight quarters a scale up for every request unless `mute`."""

    def __init__(self) -> None:
        super().__init__()
        self.mute = False

    def send(self, command: Any) -> None:
        super().send(command)
        if isinstance(command, worker.LoadBundle):
            self.reports.append(worker.BundleReady(command.path, command.path.rpartition("/")[2], 0.01))
        elif isinstance(command, worker.Listen):
            hearing = Hearing(Key(2), 4, 4, 0, TuneType.REEL)
            self.reports.append(worker.Heard(command.request, hearing, "D major · 4/4 · reel", (), ""))
        elif isinstance(command, worker.Begin) and not self.mute:
            self.answer(command)

    def answer(self, begin: worker.Begin, share: float = 1.0) -> None:
        """Write all takes of `begin`, or the first `share` of each."""
        for index in range(begin.first_take, begin.first_take + begin.takes):
            self._write(begin, index, share)

    def _write(self, begin: worker.Begin, index: int, share: float) -> None:
        end = begin.start_tick + begin.bars * begin.score.meter.at(begin.start_tick).bar_ticks
        until = begin.start_tick + round((end - begin.start_tick) * share)
        origin = Origin(OriginKind.GENERATED, "folk-lstm", begin.rng_seed)
        ticks = range(begin.start_tick, until, 960)
        steps = (62, 64, 66, 67, 69, 71, 73, 74)
        first = begin.rng_seed + index
        notes = tuple(Note(t, 960, steps[(i + first) % 8], origin=origin) for i, t in enumerate(ticks))
        logp = tuple(-1.0 for _ in notes)
        said = worker.NotesProposed(begin.request, 1, begin.start_tick, notes, logp, (), until, 640.0, index=index)
        self.reports.append(said)
        if share == 1.0:
            self.reports.append(worker.TakeDone(begin.request, end, index))

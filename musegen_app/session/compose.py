"""Verbs of composing with a net: choose a bundle, listen, continue, steer, accept. GUI thread.

The document is only changed by `accept`, in one undo step.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.base.errors import BundleError, MuseGenError
from musegen_app.base.event import Event
from musegen_app.document.document import Document
from musegen_app.sampling import messages as worker
from musegen_app.sampling.limits import ONE_TRACK
from musegen_app.sampling.messages import Heard, Hearing, Operation, Steering
from musegen_app.sampling.take import Take
from musegen_app.score.model import Track
from musegen_app.session.asking import begin_for, check_request
from musegen_app.session.compose_state import ComposeState, GenerateRequest
from musegen_app.session.continuing import Continuing, WorkerLine
from musegen_app.session.credit import Horizon, commit_tick
from musegen_app.session.drawn_steering import with_lanes
from musegen_app.session.settings import Settings
from musegen_app.session.status import Status
from musegen_app.session.styles import style_of
from musegen_app.session.takes import Takes
from musegen_app.session.verdicts import Verdicts

if TYPE_CHECKING:
    from musegen_app.bundles.catalog import BundleInfo

__all__ = ["ComposeState", "ComposeVerbs", "GenerateRequest"]
_SLOT = "bundle"


class ComposeVerbs(Verdicts):
    """Ghosts are `takes`; `current` is the one that is shown and heard. `take_changed` fires with every new
    proposal for it, `takes_changed` with any for any, `changed` when `state` or `heard` is another one."""

    def __init__(
        self,
        line: WorkerLine,
        document: Document,
        status: Status,
        settings: Callable[[], Settings],
        change: Callable[..., None],
        horizon: Callable[[], Horizon],
        takes: Takes,
    ) -> None:
        super().__init__(takes, Continuing(line, takes, status, horizon), document, status)
        self.changed: Event[ComposeState] = Event()
        self.steered: Event[Steering] = Event()  # the controls have other values
        self.state = ComposeState(bundle=settings().bundle)
        self.heard: Heard | None = None
        self.wished = Hearing()
        self._line = line
        self._settings = settings
        self._change = change
        self._horizon = horizon
        self._numbers = itertools.count(1)
        self._question: worker.Listen | None = None  # the last one asked
        self._bundles: tuple[BundleInfo, ...] | None = None
        self.steps.restored.subscribe(self._judge_comped)
        self._chosen: BundleInfo | None = None  # by `choose`; it may lie in a folder of its own and bear a known name

    # --- bundles ---------------------------------------------------------------------------------------
    def bundles(self, refresh: bool = False) -> tuple[BundleInfo, ...]:
        """The bundles on this machine, shipped and the user's own; read from disk once or on `refresh`."""
        if self._bundles is None or refresh:
            from musegen_app.base.paths import model_dirs
            from musegen_app.bundles.catalog import find_bundles

            self._bundles = tuple(find_bundles(model_dirs()))
        return self._bundles

    def choose(self, name: str) -> None:
        """Generate with the bundle `name` from now on; remembered. Raises BundleError for an unknown name."""
        info = self._chosen = self._bundle(name)
        self.put_aside()
        self._change(bundle=name)
        self._load(info.name, info.path)

    @property
    def bundle_folder(self) -> Path:
        """Where the bundle lies that is played. Raises BundleError."""
        return (self._wanted() or self._bundle(self.state.bundle)).path

    # --- listening -------------------------------------------------------------------------------------
    def listen(
        self, track_id: int, from_tick: int = 0, to_tick: int | None = None, operation: Operation | None = None
    ) -> None:
        """Ask what the net hears in [from_tick, to_tick) of the track, and whom it looks at for `operation` (None: to
        go on); the answer lands in `heard`."""
        score, whole = self._document.score, self._hears_all()
        end = score.end_tick if whole else self._track(track_id).end_tick
        to_tick = end if to_tick is None else to_tick
        number, asked = next(self._numbers), operation or Operation()
        self._question = worker.Listen(number, score, track_id, from_tick, to_tick, self.wished, whole, asked)
        self._line.send(self._question)

    def wish(self, hearing: Hearing) -> None:
        """What the user says the music is; None fields are estimated."""
        self.wished = hearing

    # --- continuing ------------------------------------------------------------------------------------
    def generate(
        self,
        request: GenerateRequest,
        *,
        parent: str | None = None,
        rating: int = 0,
        varies: str = "",
        show: bool = True,
    ) -> None:
        """Start a new take, or several; unfinished ones are cancelled and kept as far as they got. They come from the
        take `parent`, None: the one that is shown. `varies` is the take that they vary, "" for the song. They
        stay unseen without `show`. Raises MuseGenError."""
        info = self._chosen or self._bundle(self.state.bundle)
        check_request(request, self.state, info.name)
        track = self._track(request.track_id)
        self._line.start()
        steering = with_lanes(self._settings().steering, self._document.score)
        score, making = self._song_with(varies)
        self._last = None if varies else request
        parent = parent if parent is not None else self.current.id if self.current is not None else ""
        request = replace(request, start_tick=self._start(request, track))
        style = style_of(self._settings().styles, info.name)
        begin = begin_for(request, next(self._numbers), score, steering, self.wished, self._hears_all(), style)
        numbers = range(begin.first_take, begin.first_take + begin.takes)
        empty = [Take.begun(begin, info.name, number) for number in numbers]
        takes = [replace(t, parent=parent, rating=rating, varies=varies, making=making) for t in empty]
        self._continuing.begin(begin, takes, show)
        self._tell(problem="")

    def _start(self, request: GenerateRequest, track: Track) -> int:
        return self.goes_on_at(track) if request.start_tick is None else request.start_tick

    def goes_on_at(self, track: Track) -> int:
        """Where the loaded net would go on from `track`: at its end, or at that of the song."""
        return self._document.score.end_tick if self.state.band else track.end_tick

    def cancel(self) -> None:
        """Stop generating; what is there stays as a take."""
        self._continuing.cancel()
        self._tell()

    def steer(self, steering: Steering) -> None:
        """New control values; heard from the next beat past the commit line while a take plays. Remembered."""
        self._change(steering=steering)
        self._continuing.steer(with_lanes(steering, self._document.score))
        self._tell()
        self.steered.emit(steering)

    @property
    def commit_tick(self) -> int:
        """Notes of the current take before this tick no longer move (the commit line)."""
        return commit_tick(self._horizon(), self.current.start_tick if self.current else 0)

    def forget(self) -> None:
        """Another song was opened: no takes, nothing heard."""
        self._continuing.cancel()
        self._takes.clear()
        self.ab = None
        self.end_comp()
        self.heard = self._question = None
        self._last = None
        self.wished = Hearing()
        self._tell()

    # --- for the session -------------------------------------------------------------------------------
    def send_all(self) -> None:
        """A new worker is up: load the bundle, ask what was not answered, and go on with what was begun."""
        info = self._wanted()
        if info is None:
            self._tell(bundle_ready=False, problem="No model is installed: see models/ in the program's folder")
            self._status.set(_SLOT, "warn", self.state.problem)
            return
        self._load(info.name, info.path)
        if self._question is not None and (self.heard is None or self.heard.request != self._question.request):
            self._line.send(self._question)
        self._continuing.send_all()

    def _wanted(self) -> BundleInfo | None:
        """The bundle to play: the chosen one, else the one of the settings, else any."""
        usable = [b for b in self.bundles() if not b.problem]
        named = next((b for b in usable if b.name == self.state.bundle), next(iter(usable), None))
        return self._chosen or named

    def give_up(self, problem: str) -> None:
        """The worker will not come back by itself: end what is running and say why."""
        self._continuing.cancel()
        self._tell(problem=problem)

    def on_report(self, report: worker.WorkerReport) -> None:
        """Take in what the worker says; stale answers are dropped."""
        match report:
            case worker.BundleReady():
                self._on_bundle_ready(report)
            case worker.Heard():
                if self._asked(report.request):
                    self.heard = report
                    self.changed.emit(self.state)
            case worker.NotesProposed():
                self._continuing.on_proposed(report)
                self._tell()
            case worker.TakeDone():
                self._continuing.on_done(report)
                self._tell()
            case worker.TakeJudged():
                self._takes.judge(report)
            case worker.WorkerProblem():
                self._on_problem(report)
            case worker.WorkerReady():
                pass

    def poll(self) -> None:
        self._continuing.poll()

    def _on_bundle_ready(self, report: worker.BundleReady) -> None:
        if report.name == self.state.bundle:
            self._status.clear(_SLOT)
            able = {"operations": report.operations, "on_drums": report.on_drums, "band": report.band}
            self._tell(bundle_ready=True, problem="", controls=report.controls, **able)
            self._judge_comped()

    def _on_problem(self, report: worker.WorkerProblem) -> None:
        ours = self._continuing.on_problem(report)
        if report.request == 0:
            self._status.set(_SLOT, "error", report.sentence)
        if ours or report.request == 0 or self._asked(report.request):
            self._status.say("error", report.sentence)
            self._tell(problem=report.sentence)

    def _asked(self, request: int) -> bool:
        return self._question is not None and request == self._question.request

    def _hears_all(self) -> bool:
        """Does the chosen model listen to more than one track?"""
        info = self._chosen or next((b for b in self.bundles() if b.name == self.state.bundle), None)
        return info is not None and info.codec not in ONE_TRACK

    def _load(self, name: str, path: Path) -> None:
        self._status.set(_SLOT, "busy", f"Loading {name} …")
        self._tell(bundle=name, bundle_ready=False, problem="")
        self._line.send(worker.LoadBundle(str(path)))

    def _bundle(self, name: str) -> BundleInfo:
        """The bundle of that name, or in the folder of that path. Raises BundleError, also for a damaged one."""
        info = next((b for b in self.bundles() if b.name == name), None)
        if info is None:
            from musegen_app.base.paths import model_dirs
            from musegen_app.bundles.catalog import find_bundle

            info = find_bundle(name, model_dirs())
        if info.problem:
            raise BundleError(info.problem)
        return info

    def _to_be_judged(self, take: Take) -> Take:
        """Ask the critic about it, if its own model (of several: one of them) is there; the answer finds it by its
        number. Else it is asked about when that model is loaded."""
        writers = {t.bundle for t in self.takes if t.id in {name for _, _, name in take.pieces}}
        if not self.state.bundle_ready or self.state.bundle not in {take.bundle, *writers}:
            return take
        asked = replace(take, request=next(self._numbers))
        self._line.send(worker.JudgeTake(asked.request, asked, self._document.score))
        return asked

    def _judge_comped(self, _news: object = None) -> None:
        """Ask about what was put together and never judged: its model was not there, or the answer was lost."""
        for take in self.takes:
            if take.pieces and take.done and take.critique is None:
                self._takes.update(self._to_be_judged(take))

    def _play_with(self, bundle: str) -> None:
        if bundle != (self._chosen.name if self._chosen else self.state.bundle):
            self.choose(bundle)

    def _track(self, track_id: int) -> Track:
        try:
            return self._document.score.track(track_id)
        except KeyError:
            raise MuseGenError("That track is no longer in the song.") from None

    def _tell(self, **changes: object) -> None:
        busy, speed = self._continuing.busy, self._continuing.notes_per_second
        state = replace(self.state, busy=busy, notes_per_second=speed, **changes)  # type: ignore[arg-type]
        if state != self.state:
            self.state = state
            self.changed.emit(state)

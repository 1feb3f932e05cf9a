"""Everything that crosses the pipe between the session and the inference worker.

Frozen dataclasses; each consumer is a `match` ending in `assert_never`. Stale answers are dropped by
`request` number: cancelling is bumping the number.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.sampling.critic import Critique
from musegen_app.sampling.likeness import Nearest
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key
from musegen_app.score.model import ControlEvent, Note, Score
from musegen_app.score.steering_lane import SteeringLane

if TYPE_CHECKING:
    from musegen_app.sampling.take import Take


@dataclass(frozen=True, slots=True)
class Steering:
    """Values of the controls of `sampling/steering`, in the order of its catalog; each default is where a new song
    starts. Signed wishes are 0 for "no preference" and go from -1 to 1.

    `lanes` are drawn over time; where one has points, it counts instead of the value (see `at`).
    """

    pitch_temperature: float = 1.0
    rhythm_temperature: float = 1.0
    top_p: float = 0.95
    density: float = 0.0  # few notes … many
    note_length: float = 0.0  # short … long
    rhythmic_interest: float = 0.0  # even … syncopated and varied
    swing: float = 0.0  # straight … swung
    height: float = 0.0  # low … high: a leaning, unlike the ranges
    leaps: float = 0.0  # steps … leaps
    polyphony: float = 0.0  # few notes at once … many
    dynamics: float = 0.0  # soft … loud
    tension: float = 0.0  # at rest … tense
    repetition: float = 0.0  # always new … motifs that come again
    chord_adherence: float = 0.0  # 0 … 1: only notes of the chord track on strong places
    cadence: float = 0.0  # 0 … 1: sections end on the tonic
    originality: float = 0.0  # 0 … 1: away from passages of the training pieces
    scale_lock: float = 0.0  # 0 … 1: only notes of the key
    resolve_leaps: float = 0.0  # 0 … 1: a theory rule, as the next ones
    avoid_parallels: float = 0.0  # fifths and octaves in parallel
    avoid_repeats: float = 0.0  # the same pitch again and again
    loose_low: float = 0.0  # MIDI pitch; notes below are unlikely
    loose_high: float = 127.0
    pitch_low: float = 0.0  # MIDI pitch; notes below are impossible
    pitch_high: float = 127.0
    lanes: tuple[SteeringLane, ...] = ()

    def at(self, tick: int) -> Steering:
        """What counts at `tick`: plain values, no lanes."""
        if not self.lanes:
            return self
        drawn = {lane.control: value for lane in self.lanes if (value := lane.at(tick)) is not None}
        return replace(self, lanes=(), **drawn)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the net is told about the music. As an answer: the estimates; as a wish: None = estimate it."""

    key: Key | None = None
    numerator: int | None = None
    denominator: int | None = None
    pickup_ticks: int | None = None
    tune_type: TuneType | None = None


class OperationKind(StrEnum):
    """What a net is asked to do with the song. From nothing is CONTINUE with an empty seed."""

    CONTINUE = "continue"
    INFILL = "infill"
    HARMONISE = "harmonise"
    ACCOMPANY = "accompany"
    MELODY = "melody"
    VARY = "vary"
    INTERPOLATE = "interpolate"
    HUMANISE = "humanise"

    @property
    def replaces(self) -> bool:
        """Does the take stand in the place of what is written in its span, rather than go on after it?"""
        return self is not OperationKind.CONTINUE


@dataclass(frozen=True, slots=True)
class Operation:
    """What is to be done in [`Begin.start_tick`, end_tick); ticks of the document.

    `end_tick` 0: `Begin.bars` bars from the start tick on. `track_ids` are heard (a melody to harmonise) or written
    anew (infill, vary); () = all that make sense. `amount` 0..1 is how much a variation changes. `keep` is what of
    the old notes a variation leaves. [to_from_tick, to_end_tick) is the passage B of an interpolation.
    `style` names what the bundle knows (composer, genre, drum style) with weights; () = no preference.
    `note_ids` are the notes that may be replaced: all others of the span count as locked, for every writer (see
    `chosen_notes`) and where the take is accepted; () = all may.
    """

    kind: OperationKind = OperationKind.CONTINUE
    end_tick: int = 0
    track_ids: tuple[int, ...] = ()
    amount: float = 1.0
    keep: Literal["", "rhythm", "contour"] = ""
    to_from_tick: int = 0
    to_end_tick: int = 0
    style: tuple[tuple[str, float], ...] = ()
    note_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One voice of a take. `track_id` 0: accepting makes a new track with this name and program (GM, 0..127)."""

    name: str
    track_id: int = 0
    program: int = 0
    is_drums: bool = False


@dataclass(frozen=True, slots=True)
class LoadBundle:
    """Open a bundle folder; answered by `BundleReady` or `WorkerProblem`."""

    path: str


@dataclass(frozen=True, slots=True)
class Listen:
    """What would the net hear in this seed? Answered by `Heard`."""

    request: int
    score: Score
    track_id: int
    from_tick: int
    to_tick: int
    wish: Hearing = field(default_factory=Hearing)
    whole_song: bool = False  # does the net listen to all tracks? If not, only the one is sent to it
    operation: Operation = field(default_factory=Operation)  # what it would be asked to do with it


@dataclass(frozen=True, slots=True)
class Begin:
    """Do `operation`; unless it says otherwise, continue `score`'s track: the seed is [seed_from_tick, start_tick), new
    notes start at or after `start_tick`.

    The worker generates until `credit_tick` and then blocks on its inbox until `Extend` gives more.
    """

    request: int
    score: Score
    track_id: int
    seed_from_tick: int
    start_tick: int
    bars: int
    steering: Steering
    wish: Hearing
    rng_seed: int
    credit_tick: int
    with_chords: bool = True  # also propose chord symbols where the lane is empty
    operation: Operation = field(default_factory=Operation)
    whole_song: bool = False  # see `Listen`
    takes: int = 1  # so many at once, numbered from `first_take`; take k is the same whatever their number
    first_take: int = 0


@dataclass(frozen=True, slots=True)
class Steer:
    """New control values from the next beat past `commit_tick` on."""

    request: int
    steering: Steering
    commit_tick: int
    index: int | None = None  # of this take only; None: of all takes of the request


@dataclass(frozen=True, slots=True)
class Extend:
    """More credit: generate up to `credit_tick`."""

    request: int
    credit_tick: int


@dataclass(frozen=True, slots=True)
class Cancel:
    request: int


@dataclass(frozen=True, slots=True)
class JudgeTake:
    """Judge a take that was not drawn in one go. Answered by `TakeJudged`; a running request goes on."""

    request: int
    take: Take
    score: Score


@dataclass(frozen=True, slots=True)
class Quit:
    pass


WorkerCommand = LoadBundle | Listen | Begin | Steer | Extend | Cancel | JudgeTake | Quit


@dataclass(frozen=True, slots=True)
class WorkerReady:
    """The worker process runs; `modules` lists torch/PySide6 if (wrongly) imported."""

    pid: int
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BundleReady:
    path: str
    name: str
    seconds: float
    operations: frozenset[OperationKind] = frozenset({OperationKind.CONTINUE})
    on_drums: bool = False  # can it make something of a drum track?
    band: bool = False  # does it go on where the song ends, with several tracks at once?
    controls: frozenset[str] | None = None  # names of the controls of `Steering` that act on it; None: all


@dataclass(frozen=True, slots=True)
class Heard:
    """`hearing` is complete (nothing None). `sentence` reads e.g. "D major · 4/4 · reel · pickup 1 quaver".
    `unheard` are ids of notes the net cannot represent, `why` one sentence about them ("" if none). `seen` are the ids
    of the tracks that it looks at for the operation asked about; `sees_chords`: the chord symbols, too."""

    request: int
    hearing: Hearing
    sentence: str
    unheard: tuple[int, ...]
    why: str
    seen: tuple[int, ...] = ()
    sees_chords: bool = False


@dataclass(frozen=True, slots=True)
class NotesProposed:
    """Ghosts. Everything proposed before at or after `replaces_from_tick` is replaced by `notes`; the take is
    decided up to `until_tick`. `logp` holds nats per note, same order; `recovered` is a sentence when a collapse
    was detected and mended since the last proposal, else "".

    `part_of` names the part of each note by its place in `parts`; () = all of part 0. Without `parts` all belongs to
    the track of the request. `controls` are pedals, wheels …, each with the place of its part."""

    request: int
    revision: int
    replaces_from_tick: int
    notes: tuple[Note, ...]
    logp: tuple[float, ...]
    chords: tuple[ChordSymbol, ...]
    until_tick: int
    notes_per_second: float
    recovered: str = ""
    end_tick: int = 0  # where the whole take will end
    gave_way: tuple[str, ...] = ()  # labels of controls that would have left nothing to draw and were relaxed
    parts: tuple[Part, ...] = ()
    part_of: tuple[int, ...] = ()
    controls: tuple[tuple[int, ControlEvent], ...] = ()
    index: int = 0  # which of the takes of the request


@dataclass(frozen=True, slots=True)
class TakeDone:
    """The take `index` of `request` is complete at `end_tick`."""

    request: int
    end_tick: int
    index: int = 0


@dataclass(frozen=True, slots=True)
class TakeJudged:
    """What is to be said of the finished take `index` of `request`; comes after its `TakeDone`, and again when the take
    was steered and is done once more. `nearest` is None where the bundle does not tell what it learned from."""

    request: int
    index: int
    critique: Critique
    nearest: Nearest | None = None


@dataclass(frozen=True, slots=True)
class WorkerProblem:
    """Something failed that the user should know; one sentence. `request` 0: not about a request."""

    request: int
    sentence: str


WorkerReport = WorkerReady | BundleReady | Heard | NotesProposed | TakeDone | TakeJudged | WorkerProblem

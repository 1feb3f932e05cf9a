"""What a take is asked for with, and how the generator stands, as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from musegen_app.sampling.messages import Hearing, Operation, OperationKind, Steering


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """Do `operation`: unless it says otherwise, continue the track `track_id`.

    The seed is [seed_from_tick, start_tick); `start_tick` None means the end of the track's last note, or of the
    song's for a net that writes several tracks at once.
    `takes` are so many variants at once, by different dice; `first_take` is the number of the first.
    None elsewhere: `steering` and (unless `operation` names one) `style` as in the settings, `wish` as last told to
    `ComposeVerbs.wish`, a fresh `rng_seed`.
    """

    track_id: int
    bars: int = 8
    start_tick: int | None = None
    seed_from_tick: int = 0
    steering: Steering | None = None
    wish: Hearing | None = None
    rng_seed: int | None = None
    with_chords: bool = True
    operation: Operation = field(default_factory=Operation)
    takes: int = 1
    first_take: int = 0
    style: tuple[tuple[str, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class ComposeState:
    """What the generator is doing; `problem` is the last failure, "" after the next success."""

    busy: bool = False
    notes_per_second: float = 0.0
    bundle: str = ""
    bundle_ready: bool = False
    problem: str = ""
    operations: frozenset[OperationKind] = frozenset({OperationKind.CONTINUE})  # what the bundle can do
    on_drums: bool = False  # may a drum track be the chosen one?
    band: bool = False  # does it go on where the song ends, with several tracks at once?
    controls: frozenset[str] | None = None  # names of the controls that act on the bundle; None: all

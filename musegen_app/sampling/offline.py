"""Continue a score in one call, in this process and thread: for the command line, tests and measurements.

The same job that the inference worker runs, with all the credit at once. onnxruntime is imported when a bundle
folder is opened, torch never.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from musegen_app.base.errors import SettingsError
from musegen_app.sampling.job import Job, LoadedBundle
from musegen_app.sampling.limits import MAX_BARS
from musegen_app.sampling.messages import Begin, Hearing, Steering
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score, Track

Progress = Callable[[float], None]
FAR = 1 << 60


def continue_score(
    bundle: Path | LoadedBundle,
    score: Score,
    track_id: int | None = None,
    bars: int = 8,
    steering: Steering | None = None,
    wish: Hearing | None = None,
    rng_seed: int = 0,
    on_progress: Progress | None = None,
    *,
    start_tick: int | None = None,
    seed_from_tick: int = 0,
    with_chords: bool = True,
) -> Take:
    """`bars` more bars of a track, as a finished take. `on_progress` gets the share that is done, 0..1.

    `track_id` None: the first track with a melody; a score without any track is continued from nothing.
    `start_tick` None: the end of that track's last note.
    Raises BundleError for a folder that is no bundle, SettingsError for a number of bars that makes no sense.
    """
    begin = begin_of(
        score,
        track_id,
        bars,
        steering or Steering(),
        wish or Hearing(),
        rng_seed,
        start_tick,
        seed_from_tick,
        with_chords,
    )
    return generate_batch(bundle, begin, 1, on_progress)[0]


def begin_of(
    score: Score,
    track_id: int | None,
    bars: int,
    steering: Steering,
    wish: Hearing,
    rng_seed: int,
    start_tick: int | None = None,
    seed_from_tick: int = 0,
    with_chords: bool = True,
) -> Begin:
    """The request that `continue_score` answers."""
    if not 1 <= bars <= MAX_BARS:
        raise SettingsError(f"{bars} bars cannot be asked for: choose 1 to {MAX_BARS}.")
    track = _track(score, track_id)
    if track not in score.tracks:
        score = replace(score, tracks=(*score.tracks, track))
    start = track.end_tick if start_tick is None else start_tick
    return Begin(0, score, track.id, seed_from_tick, start, bars, steering, wish, rng_seed, FAR, with_chords)


def generate_batch(
    bundle: Path | LoadedBundle, begin: Begin, count: int, on_progress: Progress | None = None
) -> tuple[Take, ...]:
    """`count` takes of one request, drawn together. Take k is the same whatever `count` is."""
    loaded = bundle if isinstance(bundle, LoadedBundle) else _open(bundle)
    jobs = [Job(begin, loaded, index) for index in range(count)]
    while writers := [j.writer for j in jobs if not j.writer.complete]:
        loaded.advance(writers)
        if on_progress is not None:
            on_progress(sum(j.share for j in jobs) / count)
    return tuple(_finished(begin, loaded.name, index, job) for index, job in enumerate(jobs))


def _track(score: Score, track_id: int | None) -> Track:
    if track_id is not None:
        return score.track(track_id)
    melodies = [t for t in score.tracks if t.notes and not t.is_drums]
    return (melodies or [t for t in score.tracks if not t.is_drums] or [Track(name="Melody")])[0]


def _open(folder: Path) -> LoadedBundle:
    from musegen_app.sampling.loading import open_bundle

    return open_bundle(str(folder))


def _finished(begin: Begin, bundle: str, index: int, job: Job) -> Take:
    return Take.begun(begin, bundle, index).merged(job.proposal()).finished(job.done())

"""Write music with a net: continue a song, fill bars in, harmonise, accompany, vary … and write the result."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.base.errors import MuseGenError, SettingsError
from musegen_app.cli import abc_tune, operations, steering, takes, terminal, values
from musegen_app.sampling.messages import OperationKind
from musegen_app.sampling.operations import refusal
from musegen_app.score import edits
from musegen_app.score.keys import KeyChange
from musegen_app.score.model import Score, Track
from musegen_app.score.time import MeterChange, MeterMap

if TYPE_CHECKING:
    from musegen_app.bundles.manifest import Manifest
    from musegen_app.sampling.messages import Hearing
    from musegen_app.sampling.take import Take
    from musegen_app.session.session import Session

POLL_SECONDS = 0.004
PATIENCE_SECONDS = 120.0  # without a sign from the net; a big model from a cold disk takes a while
SUFFIXES = (".mid", ".midi", ".abc", ".musegen", ".wav")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen generate`."""
    add = parser.add_argument
    add("-o", "--output", type=Path, required=True, metavar="OUT", help=f"what to write: {', '.join(SUFFIXES)}")
    add("--seed", type=Path, metavar="FILE", help="melody to continue (MIDI, ABC, project); none: from nothing")
    add("--bundle", metavar="NAME", help="model to use (see musegen bundles)")
    add("--track", metavar="N|NAME", help="track of the seed to continue, by number from 1 or by name")
    add("--bars", type=values.bars, default=8, help="how many bars (default 8)")
    add("--key", type=values.key, help="tell the net the key (D, Em, “A dorian”) instead of estimating it")
    add("--meter", type=values.meter, help="tell it the metre (6/8)")
    add("--pickup", type=values.pickup, help="tell it the length of the pickup (1/8, 0)")
    add("--tune-type", type=values.tune_type, metavar="TYPE", help="tell it the kind of tune (reel, jig …)")
    add("--rng-seed", type=values.rng_seed, metavar="N", help="same number, same notes (default: fresh dice)")
    add("--no-chords", action="store_true", help="propose no chord symbols")
    operations.add_arguments(parser)
    takes.add_arguments(parser)
    add("--json", action="store_true", help="tell what was done as JSON")


add_late_arguments = steering.add_late_arguments


def run(args: argparse.Namespace) -> int:
    """Open, listen, write, accept, save."""
    from musegen_app.sampling.families import family_of
    from musegen_app.session.session import Session
    from musegen_app.session.settings import load_settings

    if args.output.suffix.lower() not in SUFFIXES:
        raise SettingsError(f"“{args.output.name}” cannot be written: its name must end in {', '.join(SUFFIXES)}.")
    takes.check(args)
    session = Session(load_settings(), keep_settings=False)
    try:
        manifest = _choose_bundle(session, args)
        family = family_of(manifest)
        kind = OperationKind(args.operation)
        if kind not in family.operations:
            raise SettingsError(refusal(manifest.name, kind, family.operations))
        if args.takes == 1 and abc_tune.asked(args, manifest):
            _say_unheeded("A whole tune as text", steering.unheeded(args, abc_tune.OBEYED, lanes=False))
            return abc_tune.run(args, manifest, session.compose.bundle_folder, steering.steering_of(args))
        _say_unheeded(f"The model {manifest.name}", steering.unheeded(args, family.controls))
        track = _open_seed(session, args, family.on_drums)
        session.start(engine=False)
        heard = _listen(session, track.id)
        if not args.json:
            terminal.show(f"hears: {heard}")
        _generate(session, args, track.id)

        def write(path: Path) -> None:
            _tidy(session, args, track.id)
            _write(session, path)

        made = len(session.compose.takes)
        written = takes.write_each(session, args, takes.chosen(session, args), write)
    finally:
        session.close()
    _report(args, heard, written, made, session.document.score.meter)
    return 0


def _open_seed(session: Session, args: argparse.Namespace, on_drums: bool) -> Track:
    """The track to start from, in the session's document."""
    session.compose.wish(_wish(args))
    if args.seed is None:
        session.document.replace(_blank(args), None)
    else:
        from musegen_app import formats

        seed = formats.read_any(args.seed)
        session.document.replace(seed if args.track or (on_drums and seed.tracks) else with_room(seed), args.seed)
    _check_pickup(args, session.document.score)
    session.document.edit("Draw steering", steering.with_drawn(session.document.score, args))
    return operations.choose_track(session.document.score, args.track, on_drums)


def _check_pickup(args: argparse.Namespace, score: Score) -> None:
    first = MeterChange(0, *args.meter) if args.meter else score.meter.changes[0]
    if args.pickup and args.pickup >= first.bar_ticks:
        raise SettingsError(f"A pickup is shorter than a bar of {first.numerator}/{first.denominator}.")


def with_room(score: Score) -> Score:
    """`score` with a track for a melody: an empty one is added to a file without tracks or with drums only."""
    if any(not t.is_drums for t in score.tracks):
        return score
    return replace(score, tracks=(*score.tracks, Track(name="Melody")))


def _blank(args: argparse.Namespace) -> Score:
    """A song without notes in the wished metre and key."""
    numerator, denominator = args.meter or (4, 4)
    meter = MeterMap((MeterChange(0, numerator, denominator),), args.pickup or 0)
    keys = (KeyChange(0, args.key),) if args.key else ()
    return Score(title="From nothing", tracks=(Track(name="Melody"),), meter=meter, keys=keys)


def _wish(args: argparse.Namespace) -> Hearing:
    from musegen_app.sampling.messages import Hearing

    numerator, denominator = args.meter or (None, None)
    return Hearing(args.key, numerator, denominator, args.pickup, args.tune_type)


def _choose_bundle(session: Session, args: argparse.Namespace) -> Manifest:
    """The manifest of the model that is to write, which knows all styles asked for."""
    from musegen_app.bundles.manifest import read_manifest

    if args.bundle is not None:
        session.compose.choose(args.bundle)
    elif not session.compose.bundles():
        raise MuseGenError("No model is installed; see musegen doctor.")
    manifest = read_manifest(session.compose.bundle_folder)
    operations.check_styles(args, manifest)
    return manifest


def _tidy(session: Session, args: argparse.Namespace, track_id: int) -> None:
    """Nobody asked for the empty track that a song from nothing begins with, if the net wrote on others."""
    score = session.document.score
    if args.seed is None and len(score.tracks) > 1 and not score.track(track_id).notes:
        session.document.edit("Remove empty track", edits.remove_track(score, track_id))


def _listen(session: Session, track_id: int) -> str:
    """What the net hears, as a sentence; also what it cannot represent."""
    session.compose.listen(track_id)
    _poll_until(session, lambda: session.compose.heard is not None)
    heard = session.compose.heard
    return "" if heard is None else " · ".join(filter(None, (heard.sentence, heard.why)))


def _generate(session: Session, args: argparse.Namespace, track_id: int) -> None:
    """Ask for the takes and wait until all are done and judged."""
    from musegen_app.session.compose import GenerateRequest
    from musegen_app.session.drawn_steering import with_lanes

    operation, start_tick = operations.operation_of(args, session.document.score)
    session.compose.generate(
        GenerateRequest(
            track_id,
            bars=args.bars,
            start_tick=start_tick,
            steering=with_lanes(steering.steering_of(args), session.document.score),
            rng_seed=args.rng_seed,
            with_chords=not args.no_chords,
            operation=operation,
            takes=args.takes,
        )
    )
    with terminal.progress("Writing") as move:

        def finished() -> bool:
            made = session.compose.takes
            move(sum(t.until_tick - t.start_tick for t in made) / max(1, sum(t.end_tick - t.start_tick for t in made)))
            return not session.compose.state.busy and all(t.critique is not None for t in made if t.notes)

        _poll_until(session, finished)
    if not session.compose.takes:  # nothing could be written: the session has said why
        raise MuseGenError(f"{session.status.line}.")


def counted(number: int, what: str) -> str:
    """`1 bar`, `8 bars`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _poll_until(session: Session, finished: object) -> None:
    """Poll until `finished()`; the worker's problem becomes the command's, and so does a silence that does not end."""
    assert callable(finished)
    written, deadline = -1, 0.0
    while not finished():
        session.poll()
        if session.compose.state.problem:
            raise MuseGenError(session.compose.state.problem)
        until = sum(take.until_tick for take in session.compose.takes)
        if until != written:
            written, deadline = until, time.monotonic() + PATIENCE_SECONDS
        elif time.monotonic() > deadline:
            raise MuseGenError("The net does not answer; start the command again, or choose another --bundle.")
        time.sleep(POLL_SECONDS)


def _write(session: Session, path: Path) -> None:
    """Export, so that the file says in every program what MuseGen would play."""
    if path.suffix.lower() in {".mid", ".midi"}:
        session.files.export_midi(path)
        return
    if path.suffix.lower() == ".wav":
        from musegen_app.session.exports import WavOptions, write_wav

        with terminal.progress(f"Rendering {path.name}") as move:
            write_wav(move, session.document.score, path, WavOptions(usual_soundfont=session.settings.soundfont))
        return
    from musegen_app import formats

    formats.write_any(session.document.score, path)


def _several(take: Take) -> str:
    return f" in {len(take.parts)} parts" if len(take.parts) > 1 else ""


def _say_unheeded(what: str, flags: str) -> None:
    if flags:
        print(f"musegen: {what} does not follow {flags}.", file=sys.stderr)


def _report(args: argparse.Namespace, heard: str, written: list[tuple[Path, Take]], made: int, meter: MeterMap) -> None:
    facts = [takes.facts_of(take, path, meter) for path, take in written]
    told = {"operation": args.operation, "heard": heard}
    if args.json:
        terminal.show_json(facts[0] | told if args.takes == 1 else told | {"made": made, "takes": facts})
        return
    for _, take in written:
        if take.recovered:
            print(f"musegen: {take.recovered}", file=sys.stderr)
    relaxed = dict.fromkeys(label for _, take in written for label in take.gave_way)
    if relaxed:
        print(f"musegen: could not be met everywhere: {', '.join(relaxed)}.", file=sys.stderr)
    if args.takes > 1:
        takes.show_all(written, made)
    else:
        terminal.show(_line(*written[0], meter))


def _line(path: Path, take: Take, meter: MeterMap) -> str:
    told = counted(len(take.notes), "note") if take.notes else counted(len(take.chords), "chord symbol")
    bars = counted(takes.bars_of(take, meter), "bar")
    return f"wrote {path}: {bars}, {told}{_several(take)} ({take.bundle}, seed {take.rng_seed})"

"""How well a bundle expects the music in given files. Main thread of the command line; onnxruntime, no torch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.sampling.hearing import hear
from musegen_app.sampling.messages import Hearing
from musegen_app.score.model import Score, Track

Progress = Callable[[float], None]
READING = 0.3  # share of the progress bar
MELODY = "lead"  # the codec that is measured with the sampler's ears: it hears one line of whatever there is
Music = TypeVar("Music")


@dataclass(frozen=True, slots=True)
class Heard:
    """A tune as the net would hear it, and how many notes stand there in the file (long songs: in their last part)."""

    sheet: LeadSheet
    written: int


@dataclass(frozen=True, slots=True)
class Measured:
    """`figures` as `bundles.scoring` names them; `skipped` are files that were not read, with the reason."""

    figures: dict[str, float]
    files: int
    skipped: tuple[tuple[Path, str], ...]


def measure(bundle: Path, paths: Sequence[Path], told: bool = True, progress: Progress = lambda _: None) -> Measured:
    """Nats per note, bits per quarter and coverage on all music below `paths`, for a bundle of any codec.

    `told`: a melody net also gets written chords, form and length, else only metre, key and the notes so far.
    Raises BundleError, or MuseGenError when there is nothing to measure.
    """
    from musegen_app.bundles.manifest import read_manifest
    from musegen_app.bundles.weights import check_bundle

    manifest = read_manifest(bundle)
    check_bundle(bundle, manifest)
    if manifest.codec == MELODY:
        return _measure_melodies(bundle, paths, told, progress)
    from musegen_app.bundles.families import family_of

    family = family_of(manifest)
    opened = family.open(bundle, manifest)
    songs, files, skipped = _read(paths, _songs, "music", progress)
    figures = family.measure(opened, songs)
    progress(1.0)
    if not figures.get("notes"):
        raise MuseGenError(f"{_named(paths)} holds nothing that {manifest.name} can hear; it was read.")
    return Measured({"songs": len(songs), **figures}, files, skipped)


def _measure_melodies(bundle: Path, paths: Sequence[Path], told: bool, progress: Progress) -> Measured:
    """A melody net hears each song as the sampler would: its first melody."""
    from musegen_app.bundles.graphs import StepGraphs
    from musegen_app.bundles.scoring import score

    graphs = StepGraphs(bundle, check=False)
    heard, files, skipped = _read(paths, heard_in, "melody", progress)
    sheets = [h.sheet for h in heard]
    tally = score(sheets, graphs, told=told, progress=lambda n, all_: progress(READING + (1 - READING) * n / all_))
    tally.written += sum(h.written - len(h.sheet.notes) for h in heard)
    return Measured(tally.figures(), files, skipped)


def _read(
    paths: Sequence[Path], read: Callable[[Path], Iterable[Music]], what: str, progress: Progress
) -> tuple[list[Music], int, tuple[tuple[Path, str], ...]]:
    """What `read` finds in all files below `paths`, how many files there are, and those that could not be read.

    Raises MuseGenError when nothing is found.
    """
    files = music_files(paths)
    found: list[Music] = []
    skipped: list[tuple[Path, str]] = []
    for i, file in enumerate(files):
        try:
            found.extend(read(file))
        except MuseGenError as problem:
            skipped.append((file, str(problem)))
        progress(READING * (i + 1) / len(files))
    if not found:
        raise MuseGenError(_nothing(paths, skipped, what))
    return found, len(files), tuple(skipped)


def _named(paths: Sequence[Path]) -> str:
    return ", ".join(p.name or str(p) for p in paths)


def _nothing(paths: Sequence[Path], skipped: Sequence[tuple[Path, str]], what: str) -> str:
    """Why there is nothing to measure: a single file's own reason, else what was looked at."""
    if len(skipped) == len(paths) == 1 and skipped[0][0] == paths[0]:
        return skipped[0][1]
    more = f"; {len(skipped)} file(s) could not be opened, the first because: {skipped[0][1]}" if skipped else "."
    return f"There is no {what} to measure in: {_named(paths)}{more}"


def music_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and everything below the folders named that a format of the catalog reads."""
    from musegen_app.formats.catalog import FORMATS

    suffixes = {s for f in FORMATS if f.read is not None for s in f.suffixes}
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(p for p in sorted(path.rglob("*")) if p.suffix.lower() in suffixes and p.is_file())
        else:
            found.append(path)
    return found


def heard_in(file: Path) -> Iterator[Heard]:
    """Every tune of the file: an ABC book holds many. Raises FileFormatError."""
    for score in _scores(file):
        melodies = [t for t in score.tracks if t.notes and not t.is_drums]
        if melodies:
            yield _heard(score, melodies[0])


def _songs(file: Path) -> Iterator[Score]:
    """Every song of the file that has notes. Raises FileFormatError."""
    return (score for score in _scores(file) if any(t.notes for t in score.tracks))


def _scores(file: Path) -> Iterator[Score]:
    from musegen_app import formats

    if file.suffix.lower() != ".abc":
        yield formats.read_any(file)
        return
    from musegen_app.formats.abc_body import parse_tune
    from musegen_app.formats.abc_read import score_of, split_tunes

    formats.read_any(file)  # the guard, and the sentence when it is no ABC at all
    for tune in split_tunes(file.read_text("utf-8", errors="replace")):
        yield score_of(parse_tune(tune))


def _heard(score: Score, track: Track) -> Heard:
    heard = hear(score, track.id, 0, track.end_tick, Hearing())
    sheet = heard.sheet
    bars = -(-max(0, sheet.length - sheet.pickup) // sheet.bar)
    whole = replace(sheet, title=score.title, length=sheet.pickup + bars * sheet.bar)
    return Heard(whole, len(heard.view.line.heard) + len(heard.view.unheard))

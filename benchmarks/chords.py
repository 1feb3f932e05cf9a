"""How often `score/chord_detection.py` finds the chord that people wrote, in shares of the time.

`python benchmarks/chords.py DATA [--settings]` reads `pop909` (piano arrangements with chord labels: all parts, and
the melody alone) and `nottingham_folk` (folk melodies with chord symbols) from the training data; without them it says
so and ends. Root: the same root. Triad: the same root and third (major or minor; other labels are not counted). All:
the same of the eight qualities. Songs whose number ends in 0 to 4 and every fourth tune of Nottingham chose the
settings of the detection (`--settings` measures those); the others are measured.
"""

from __future__ import annotations

import re
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from figures import asked, write_figures

from musegen_app.base.errors import MuseGenError
from musegen_app.formats.abc import parse_abc
from musegen_app.formats.midi import parse_midi
from musegen_app.score.chord_detection import Unit, detect_chords
from musegen_app.score.harmony import Chord, ChordSymbol, Quality, parse_chord
from musegen_app.score.model import ChordLane, Score

Label = tuple[int, int, Chord | None]
_EVERY = 240  # ticks between two places that are compared
_SONGS, _TUNES = 200, 300
_MINOR = {Quality.MINOR, Quality.MINOR_SEVENTH}
_MAJOR = {Quality.MAJOR, Quality.SEVENTH, Quality.MAJOR_SEVENTH}
_QUALITIES = {
    "maj": "", "min": "m", "sus2": "sus4", "sus4": "sus4", "sus4(b7)": "sus4", "min7": "m7", "maj7": "maj7", "7": "7",
    "maj6": "", "min6": "m", "dim": "dim", "hdim7": "dim", "dim7": "dim", "aug": "aug", "minmaj7": "m",
}  # fmt: skip


@dataclass
class Tally:
    """Places compared, and those that agree."""

    places: int = 0
    root: int = 0
    triads: int = 0
    triad: int = 0
    quality: int = 0
    seconds: float = 0.0
    beats: int = 0

    def compare(self, found: Chord | None, wanted: Chord | None) -> None:
        self.places += 1
        if wanted is None or found is None:
            same = wanted is found
            self.root += same
            self.quality += same
            return
        same_root = found.root == wanted.root
        self.root += same_root
        self.quality += same_root and found.quality is wanted.quality
        if wanted.quality in _MAJOR | _MINOR:
            self.triads += 1
            self.triad += same_root and _third(found) == _third(wanted)

    def line(self, name: str) -> dict[str, float]:
        shares = {
            "root": self.root / max(1, self.places),
            "triad": self.triad / max(1, self.triads),
            "all": self.quality / max(1, self.places),
        }
        words = "".join(f"{share:9.1%}" for share in shares.values())
        print(f"{name:34}{words}{self.seconds / max(1, self.beats) * 1e6:10.0f} µs a beat")
        return shares


def _third(chord: Chord) -> str:
    return "minor" if chord.quality in _MINOR else "major" if chord.quality in _MAJOR else chord.quality.value


def judge(score: Score, labels: Sequence[Label], tally: Tally, unit: Unit) -> None:
    """Detect without looking at the written chords, and compare a few times a beat."""
    end = max(b for _, b, _ in labels)
    started = time.perf_counter()
    found = detect_chords(replace(score, chords=ChordLane()), 0, end, unit)
    tally.seconds += time.perf_counter() - started
    tally.beats += end // 960
    for first, last, wanted in labels:
        for tick in range(first + _EVERY // 2, last, _EVERY):
            tally.compare(_at(found, tick), wanted)


def _at(symbols: tuple[ChordSymbol, ...], tick: int) -> Chord | None:
    before = [s for s in symbols if s.tick <= tick]
    return before[-1].chord if before else None


# -- data ------------------------------------------------------------------------------------------------------------


def pop909(data: Path, wanted: Callable[[int], bool]) -> Iterator[tuple[Score, list[Label]]]:
    """Songs with their labels."""
    texts: dict[str, str] = {}
    midis: dict[str, bytes] = {}
    with tarfile.open(data / "pop909" / "pop909.tar.xz") as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            number = path.parent.name
            if not number.isdigit() or not wanted(int(number)) or path.suffix not in (".mid", ".txt"):
                continue
            if path.name == "chord_midi.txt":
                texts[number] = _content(archive, member).decode()
            elif path.suffix == ".mid":
                midis[number] = _content(archive, member)
    for number in sorted(texts)[:_SONGS]:
        score = parse_midi(midis[number]).score
        yield score, [label for row in texts[number].splitlines() if (label := _label(row, score))]


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    found = archive.extractfile(member)
    return found.read() if found is not None else b""


def _label(row: str, score: Score) -> Label | None:
    start, end, name = row.split("\t")
    low, high = score.tempo.tick(float(start)), score.tempo.tick(float(end))
    if name == "N":
        return low, high, None
    root, _, rest = name.partition(":")
    quality = _QUALITIES.get(rest.partition("/")[0])
    return (low, high, parse_chord(root + quality)) if quality is not None else None


def nottingham(data: Path) -> Iterator[tuple[Score, list[Label]]]:
    """Tunes with their symbols."""
    with tarfile.open(data / "nottingham_folk" / "nottingham_folk.tar.xz") as archive:
        books = [_content(archive, m).decode("utf-8", "replace") for m in archive if m.name.endswith(".abc")]
    tunes = [t for book in books for t in re.split(r"\n(?=X:)", book) if t.lstrip().startswith("X:")]
    for text in tunes[:: max(1, len(tunes) // _TUNES)]:
        try:
            score = parse_abc(text.encode()).score
        except MuseGenError:
            continue
        if score.chords.symbols and score.end_tick:
            yield score, _labels(score)


def _labels(score: Score) -> list[Label]:
    symbols = score.chords.symbols
    ends = [*(s.tick for s in symbols[1:]), score.end_tick]
    return [(s.tick, end, s.chord) for s, end in zip(symbols, ends, strict=True) if end > s.tick]


def melody_of(score: Score) -> Score:
    return replace(score, tracks=tuple(t for t in score.tracks if t.name.upper().startswith("MELODY")))


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    settings = "--settings" in arguments
    (data,), json_file = asked(__doc__, [a for a in arguments if a != "--settings"], "DATA")
    if not all((data / name).is_dir() for name in ("pop909", "nottingham_folk")):
        print(f"The data sets are not in {data}: nothing was measured.")
        return
    songs = list(pop909(data, lambda n: (n % 10 >= 5) != settings))
    tunes = [tune for place, tune in enumerate(nottingham(data)) if (place % 4 == 0) == settings]
    print(
        f"{len(songs)} songs, {len(tunes)} tunes; cut into {sum(len(labels) for _, labels in songs + tunes):,} chords"
    )
    print(f"{'':34}{'root':>9}{'triad':>9}{'all':>9}")
    found: dict[str, object] = {}
    for unit in Unit:
        for name, view in (("all parts", lambda s: s), ("melody alone", melody_of)):
            tally = Tally()
            for score, labels in songs:
                judge(view(score), labels, tally, unit)
            title = f"pop909, {name}, by {unit.value}"
            found[title] = tally.line(title)
    for unit in Unit:
        tally = Tally()
        for score, labels in tunes:
            judge(score, labels, tally, unit)
        found[f"nottingham, {unit.value}"] = tally.line(f"nottingham, melody, by {unit.value}")
    write_figures(json_file, found)


if __name__ == "__main__":
    main(sys.argv[1:])

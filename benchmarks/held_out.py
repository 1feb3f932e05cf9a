"""The pieces that a recipe holds back, as files: for `benchmarks/style.py` and `musegen evaluate`.

    python benchmarks/held_out.py RECIPE DATA … --out FOLDER --cache CACHE [--split test]

DATA are the folders that the bundle was trained from; splits are drawn as in training. Performances are copied as they
are; what a corpus keeps as a table or on a grid (chorales, songs, tunes) is written as MIDI. Nothing of it belongs
into the repository.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from musegen_app.codecs.lead_sheet import TICKS_PER_GRID
from musegen_app.codecs.pop import Part
from musegen_app.codecs.satb16 import SILENCE, VOICES, Frames
from musegen_app.formats.catalog import write_any
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER, MeterChange, MeterMap

SIXTEENTH = TICKS_PER_QUARTER // 4
WORKERS = 2


def chorales(folders: Sequence[Path], cache: Path, split: str) -> Iterator[tuple[str, Score]]:
    from musegen_app.training.corpus.chorales import jsb

    for piece in jsb(next(f for f in folders if "jsb" in f.name)):
        if piece.split == split:
            context = piece.context
            bar = (context.bar or 16) * SIXTEENTH
            meter = MeterMap((MeterChange(0, bar // TICKS_PER_QUARTER, 4),), context.pickup * SIXTEENTH)
            tracks = tuple(Track(f"Voice {v + 1}").with_notes(_voice(piece.frames, v)) for v in range(VOICES))
            mode = Mode.MINOR if context.minor else Mode.MAJOR
            key = None if context.tonic is None else Key(context.tonic, mode)
            yield piece.title.replace(" ", "-"), Score(tracks=tracks, meter=meter, keys=_keys(key))


def _voice(frames: Frames, voice: int) -> list[Note]:
    pitches, onsets = frames.pitches[:, voice], frames.onsets[:, voice]
    starts = np.flatnonzero((pitches > SILENCE) & onsets)
    breaks = np.flatnonzero(onsets | (pitches <= SILENCE))
    ends = [int(min([b for b in breaks if b > s], default=len(pitches))) for s in starts]
    return [
        Note(int(s) * SIXTEENTH, (e - int(s)) * SIXTEENTH, int(pitches[s])) for s, e in zip(starts, ends, strict=True)
    ]


def songs(folders: Sequence[Path], cache: Path, split: str) -> Iterator[tuple[str, Score]]:
    from musegen_app.training.recipes.pop_rnn import pop_corpus

    for i, piece in enumerate(pop_corpus(folders, cache, WORKERS).pieces[split]):
        tracks = []
        for part in Part:
            notes = [
                Note(n.start * SIXTEENTH, n.duration * SIXTEENTH, n.pitch, n.velocity)
                for n in piece.notes
                if n.part == part
            ]
            tracks.append(Track(part.name.title(), channel=int(part)).with_notes(notes))
        yield f"{piece.title}-{i}", Score(tracks=tuple(tracks), keys=_keys(piece.key))


def tunes(folders: Sequence[Path], cache: Path, split: str) -> Iterator[tuple[str, Score]]:
    from musegen_app.training.corpus.lead_corpus import lead_corpus

    for i, sheet in enumerate(lead_corpus(folders, cache, WORKERS).sheets):
        if sheet.split == split:
            notes = [Note(n.start * TICKS_PER_GRID, n.duration * TICKS_PER_GRID, n.pitch) for n in sheet.notes]
            change = MeterChange(0, sheet.numerator, sheet.denominator)
            meter = MeterMap((change,), sheet.pickup * TICKS_PER_GRID)
            yield f"{i:05}", Score(tracks=(Track("Melody").with_notes(notes),), meter=meter, keys=_keys(sheet.key))


def texts(folders: Sequence[Path], cache: Path, split: str) -> Iterator[tuple[str, Score]]:
    from musegen_app.formats.abc_read import read_abc
    from musegen_app.training.recipes.abc_char import read_corpus

    for i, text in enumerate(read_corpus(folders, cache, WORKERS).texts[split]):
        yield f"{i:05}", read_abc(f"X:1\n{text}")


def _keys(key: Key | None) -> tuple[KeyChange, ...]:
    return (KeyChange(0, key),) if key is not None else ()


def performances(folders: Sequence[Path], cache: Path, split: str) -> Iterator[Path]:
    from musegen_app.training.corpus.piano import piano_pieces

    known = {p.file for p in piano_pieces(folders, cache, WORKERS)[0] if p.split == split}
    yield from (f for folder in folders for f in sorted(folder.rglob("*.mid")) if known & {f.name, f.stem, str(f)})


def drums(folders: Sequence[Path], cache: Path, split: str) -> Iterator[Path]:
    from musegen_app.training.corpus.groove import read_performance

    for table in (t for folder in folders for t in sorted(folder.rglob("info.csv"))):
        for file in sorted(table.parent.rglob("*.mid")):
            pieces = read_performance(file, table).pieces
            if any(piece[3] == split for piece in pieces):
                yield file


WRITTEN: dict[str, Callable[[Sequence[Path], Path, str], Iterable[tuple[str, Score]]]] = {
    "chorale-rnn-rbm": chorales,
    "pop-rnn": songs,
    "folk-lstm": tunes,
    "abc-char": texts,
}
COPIED: dict[str, Callable[[Sequence[Path], Path, str], Iterable[Path]]] = {
    "piano-lstm": performances,
    "drums-rbm": drums,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the held-out pieces of a recipe as files.")
    parser.add_argument("recipe", choices=sorted(WRITTEN | COPIED))
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--split", choices=("valid", "test"), default="test")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    count = 0
    if options.recipe in WRITTEN:
        for name, score in WRITTEN[options.recipe](options.data, options.cache, options.split):
            write_any(score, options.out / f"{name}.mid")
            count += 1
    else:
        for file in COPIED[options.recipe](options.data, options.cache, options.split):
            shutil.copy(file, options.out / f"{file.parent.name}-{file.name}")
            count += 1
    print(f"{count} pieces")
    return 0


if __name__ == "__main__":
    sys.exit(main())

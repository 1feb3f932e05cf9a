"""The Groove MIDI set (Gillick et al. 2019): drum performances, style, tempo, beat or fill, and a published split."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from musegen_app.base.errors import FileFormatError
from musegen_app.codecs.drums import DrumBar, bars_between, heard_in
from musegen_app.formats.midi import open_midi
from musegen_app.score.time import MeterChange, MeterMap
from musegen_app.training.corpus.prepare import FileReport

SOURCE = "groove_drums"
VERSION = "2"
VALID_SHARE = 0.08  # of the published training performances: what choices are made on
_TEST = "validation"  # the published validation files are only tested on; the published test files are held out


def read_performance(path: Path, table: Path) -> FileReport:
    """One performance: [style, bpm, fill, split, [[start, ticks, [[slot, drum, velocity, offset], …]], …]].

    `table` is the set's info.csv. Raises FileFormatError for a file that it does not name.
    """
    row = _row(path, table)
    opened = open_midi(path)
    numerator, denominator = (int(x) for x in row["time_signature"].split("-"))
    meter = MeterMap((MeterChange(0, numerator, denominator),))
    notes = [n for track in opened.score.tracks for n in track.notes]
    end = max((n.start_tick for n in notes), default=0) + 1
    bars, heard = heard_in(bars_between(meter, 0, end), notes)
    kept = _trimmed(bars)
    silent, lost = len(bars) - len(kept), len(notes) - len(heard)
    refused = [("silent, or nothing but a last beat", silent)] if silent else []
    piece = [row["style"], float(row["bpm"]), row["beat_type"] == "fill", _split(row), [_plain(b) for b in kept]]
    refused += [("hits that share a cell with a louder one", 0)] if lost else []
    return FileReport(SOURCE, path.stem, row["drummer"], (piece,), len(kept), tuple(refused))


def _row(path: Path, table: Path) -> dict[str, str]:
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if path.as_posix().endswith("/" + row["midi_filename"]):
                return row
    raise FileFormatError("It is not in info.csv.")


def _split(row: dict[str, str]) -> str:
    """The fills and beats of one drummer's session in one style and tempo stay together."""
    if row["split"] == _TEST:
        return "test"
    group = f"{row['session']}|{row['style']}|{row['bpm']}"
    share = int(hashlib.sha256(group.encode()).hexdigest()[:12], 16) / 16**12
    return "valid" if share < VALID_SHARE else "train"


def _trimmed(bars: list[DrumBar]) -> list[DrumBar]:
    """Without silent bars at the ends and without a last bar that has nothing but its first beat."""
    sounding = [i for i, bar in enumerate(bars) if bar.hits]
    kept = bars[sounding[0] : sounding[-1] + 1] if sounding else []
    while len(kept) > 1 and all(hit.slot < 2 for hit in kept[-1].hits):
        kept = kept[:-1]
    return kept


def _plain(bar: DrumBar) -> list[object]:
    return [bar.start_tick, bar.ticks, [[h.slot, h.drum, h.velocity, h.offset] for h in bar.hits]]

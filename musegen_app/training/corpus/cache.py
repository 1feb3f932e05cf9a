"""The corpus cache: one JSON file named after the contents of the set files and of the importer's own code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from musegen_app.codecs.lead_sheet import LeadChord, LeadNote, LeadSection, LeadSheet, TuneType
from musegen_app.score.harmony import Chord, Quality
from musegen_app.score.keys import Key, Mode
from musegen_app.training.corpus.raw import FileReport


def digest(files: Iterable[Path]) -> str:
    """A hash over the files and over the code that reads them."""
    total = hashlib.sha256()
    package = Path(__file__).parents[2]
    score = [package / "score" / n for n in ("estimate.py", "meter_profiles.py", "keys.py", "harmony.py")]
    code = [*sorted((package / "formats").glob("abc_*.py")), package / "training" / "families.py", *score]
    code += sorted(Path(__file__).parent.glob("*.py"))
    for path in (*code, *sorted(files)):
        if path.exists():
            total.update(path.name.encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


def read(cache: Path, name: str) -> tuple[list[LeadSheet], list[FileReport]] | None:
    """The cached corpus, or None."""
    path = cache / f"corpus-{name}.json"
    if not path.exists():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    reports = [FileReport(**(row | {"why": tuple(row["why"])})) for row in data["reports"]]
    return [sheet_of(row) for row in data["sheets"]], reports


def write(cache: Path, name: str, sheets: list[LeadSheet], reports: list[FileReport]) -> None:
    """Keep the corpus; the file appears complete or not at all."""
    cache.mkdir(parents=True, exist_ok=True)
    data = {"sheets": [sheet_row(s) for s in sheets], "reports": [asdict(r) for r in reports]}
    part = cache / f"corpus-{name}.part"
    part.write_text(json.dumps(data, separators=(",", ":")), encoding="utf-8")
    part.replace(cache / f"corpus-{name}.json")


def _chord_row(chord: Chord | None) -> list[Any] | None:
    return None if chord is None else [chord.root, chord.quality.value, chord.bass]


def sheet_row(sheet: LeadSheet) -> dict[str, Any]:
    """A sheet as JSON."""
    row = {name: getattr(sheet, name) for name in _PLAIN}
    row["tune_type"] = sheet.tune_type.value
    row["key"] = None if sheet.key is None else [sheet.key.tonic, sheet.key.mode.value]
    row["notes"] = [[n.start, n.duration, n.pitch] for n in sheet.notes]
    row["chords"] = [[c.start, _chord_row(c.chord)] for c in sheet.chords]
    row["sections"] = [[s.start, s.letter, s.repeat] for s in sheet.sections]
    return row


_PLAIN = ("title", "source", "family", "numerator", "denominator", "pickup", "length", "split")


def sheet_of(row: dict[str, Any]) -> LeadSheet:
    """The inverse of `sheet_row`."""
    return LeadSheet(
        **{name: row[name] for name in _PLAIN},
        tune_type=TuneType(row["tune_type"]),
        key=None if row["key"] is None else Key(row["key"][0], Mode(row["key"][1])),
        notes=tuple(LeadNote(*n) for n in row["notes"]),
        chords=tuple(LeadChord(s, None if c is None else Chord(c[0], Quality(c[1]), c[2])) for s, c in row["chords"]),
        sections=tuple(LeadSection(*s) for s in row["sections"]),
    )

"""The OpenEWLD set: compressed MusicXML lead sheets of one part, one voice, one metre; melody and chord symbols.

Read with the standard library: the sheets use a small part of MusicXML, and repeats are wanted as form.
"""

from __future__ import annotations

import csv
import zipfile
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.formats.abc_elements import Bar, Element, Ending, MeterMark, Sound, SymbolMark
from musegen_app.formats.abc_form import heard
from musegen_app.formats.abc_read import chord_symbols
from musegen_app.formats.abc_timing import Timed, lay_out
from musegen_app.score.estimate import mode_of_signature
from musegen_app.score.keys import Key, Mode
from musegen_app.training.corpus.raw import RawTune

SOURCE = "openewld_leadsheets"
_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_KINDS = {
    "major": "", "minor": "m", "dominant": "7", "major-seventh": "maj7", "minor-seventh": "m7", "diminished": "dim",
    "augmented": "aug", "diminished-seventh": "dim7", "half-diminished": "m7b5", "major-sixth": "6",
    "minor-sixth": "m6", "dominant-ninth": "9", "major-ninth": "maj9", "minor-ninth": "m9", "suspended-fourth": "sus4",
    "suspended-second": "sus2", "augmented-seventh": "aug7", "dominant-11th": "11", "dominant-13th": "13",
    "major-minor": "m", "power": "", "none": "N.C.",
}  # fmt: skip


@dataclass(slots=True)
class _State:
    divisions: int = 1
    key: Key | None = None
    keys: list[tuple[Fraction, Key]] = field(default_factory=list)
    meter: tuple[int, int] = (4, 4)


def read_sheets(root: Path) -> list[Path]:
    """The sheets that may feed shipped weights."""
    return sorted((root / "files" / "pd_us_likely").glob("*.mxl"))


def metadata(root: Path) -> dict[str, dict[str, str]]:
    """Rows of metadata.csv by file name; {} when it is missing."""
    path = root / "metadata.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["file"].rpartition("/")[2]: row for row in csv.DictReader(file)}


def read_file(path: Path, row: dict[str, str]) -> RawTune:
    """One sheet as heard. Raises whatever zipfile or ElementTree raise; the loader reports it."""
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".xml") and not n.startswith("META-INF"))
        root = ElementTree.fromstring(archive.read(name))
    part = root.find("part")
    state = _State()
    elements = [e for measure in ([] if part is None else part.findall("measure")) for e in _measure(measure, state)]
    timed = lay_out(heard(elements, []))
    return RawTune(
        source=SOURCE,
        name=path.stem,
        title=row.get("title") or path.stem[5:].replace("_", " "),
        composer=row.get("authors", ""),
        tune_type=_tune_type(row, state.meter),
        meters=_meters(timed, state.meter),
        keys=[(0, _key(state, timed))],
        bars=timed.bars,
        notes=sorted(timed.notes),
        chords=[(s.tick, s.chord) for s in chord_symbols(timed)],
        passes=[(p.start_tick, p.block, p.part) for p in timed.passes] if len(timed.passes) > 1 else [],
        end=timed.end,
    )


def _key(state: _State, timed: Timed) -> Key | None:
    """The set writes every signature as major: the mode comes from the notes. None when the signature changes."""
    if len({key.relative_major for _, key in state.keys}) != 1:
        return None
    return mode_of_signature(state.keys[0][1].relative_major, sorted(timed.notes), (Mode.MAJOR, Mode.MINOR))


def _meters(timed: Timed, first: tuple[int, int]) -> list[tuple[int, int, int]]:
    return timed.meters if timed.meters and timed.meters[0][0] == 0 else [(0, *first), *timed.meters]


def _tune_type(row: dict[str, str], meter: tuple[int, int]) -> TuneType:
    styles = row.get("styles", "").lower()
    if "march" in styles or "military" in styles:
        return TuneType.MARCH
    return TuneType.WALTZ if "waltz" in row.get("title", "").lower() and meter == (3, 4) else TuneType.SONG


def _measure(measure: ElementTree.Element, state: _State) -> list[Element]:
    """The elements of one measure, bar line at its end."""
    elements: list[Element] = []
    closing = Bar()
    for child in measure:
        match child.tag:
            case "attributes":
                elements += _attributes(child, state)
            case "harmony":
                elements += _harmony(child)
            case "note":
                elements += _note(child, state)
            case "barline":
                opening, closing = _barline(child, closing)
                elements[:0] = opening
            case _:
                pass
    return [*elements, closing]


def _attributes(element: ElementTree.Element, state: _State) -> list[Element]:
    state.divisions = int(element.findtext("divisions") or state.divisions)
    fifths = element.findtext("key/fifths")
    if fifths is not None:
        minor = element.findtext("key/mode") == "minor"
        tonic = (int(fifths) * 7 + (9 if minor else 0)) % 12
        state.key = Key(tonic, Mode.MINOR if minor else Mode.MAJOR)
        state.keys.append((Fraction(0), state.key))
    beats, unit = element.findtext("time/beats"), element.findtext("time/beat-type")
    if beats is None or unit is None:
        return []
    state.meter = (int(beats), int(unit))
    return [MeterMark(*state.meter)]


def _harmony(element: ElementTree.Element) -> list[Element]:
    root = element.findtext("root/root-step")
    if root is None:
        return []
    kind = element.findtext("kind") or "major"
    text = root + _accidental(element.findtext("root/root-alter")) + _KINDS.get(kind, "")
    if kind == "none":
        return [SymbolMark("N.C.")]
    bass = element.findtext("bass/bass-step")
    if bass is not None:
        text += f"/{bass}{_accidental(element.findtext('bass/bass-alter'))}"
    return [SymbolMark(text)]


def _accidental(alter: str | None) -> str:
    value = int(float(alter or 0))
    return "#" if value > 0 else "b" if value < 0 else ""


def _note(element: ElementTree.Element, state: _State) -> list[Element]:
    """A note or rest; grace notes take no time and are left out."""
    if element.find("grace") is not None or element.find("chord") is not None:
        return []
    quarters = Fraction(int(float(element.findtext("duration") or 0)), state.divisions)
    step = element.findtext("pitch/step")
    if step is None:
        return [Sound((), quarters)]
    alter = int(float(element.findtext("pitch/alter") or 0))
    pitch = (int(element.findtext("pitch/octave") or 4) + 1) * 12 + _STEPS[step] + alter
    tied = any(t.get("type") == "start" for t in element.findall("tie"))
    return [Sound((pitch,), quarters, (tied,))]


def _barline(element: ElementTree.Element, closing: Bar) -> tuple[list[Element], Bar]:
    """Elements for the start of the measure, and the bar line for its end."""
    opening: list[Element] = []
    repeat, ending = element.find("repeat"), element.find("ending")
    if repeat is not None and repeat.get("direction") == "forward":
        opening.append(Bar(opens=True))
    if repeat is not None and repeat.get("direction") == "backward":
        closing = Bar(again=max(1, int(repeat.get("times") or 2) - 1))
    if ending is not None and ending.get("type") == "start":
        numbers = [int(n) for n in (ending.get("number") or "1").replace(" ", ",").split(",") if n.isdigit()]
        opening.append(Ending(frozenset(numbers or [1])))
    if ending is not None and ending.get("type") == "discontinue" and closing.again == 0:
        closing = Bar(double=True)
    if (element.findtext("bar-style") or "").startswith("light-") and closing.again == 0:
        closing = Bar(double=True)
    return opening, closing

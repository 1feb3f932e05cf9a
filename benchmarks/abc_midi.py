"""Does the ABC reader hear what the Nottingham set's own MIDI files play? `python benchmarks/abc_midi.py DATA`.

The MIDI files strike tied notes again, ignore the scope of accidentals and unfold some repeats wrongly, so the
same is done here to compare: ties cut, repeats as heard or as written, whichever is nearer.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import mido
from figures import asked, write_figures

from musegen_app.formats.abc_body import parse_tune
from musegen_app.formats.abc_elements import Bar, Element, Ending, Sound, Tune
from musegen_app.formats.abc_form import heard
from musegen_app.formats.abc_read import playing_order
from musegen_app.formats.abc_timing import lay_out
from musegen_app.formats.abc_tokens import split_tunes

Notes = list[tuple[int, int]]  # duration in hundredths of a quarter, pitch


def midi_notes(path: Path) -> Notes:
    """Notes of a MIDI file in order of onset."""
    midi = mido.MidiFile(path)
    found: list[tuple[int, int, int]] = []
    for track in midi.tracks:
        tick, sounding = 0, {}
        for message in track:
            tick += message.time
            if message.type == "note_on" and message.velocity:
                sounding[message.note] = tick
            elif message.type in {"note_on", "note_off"} and message.note in sounding:
                start = sounding.pop(message.note)
                found.append((start, round(100 * (tick - start) / midi.ticks_per_beat), message.note))
    return [(d, p) for _, d, p in sorted(found, key=lambda n: (n[0], n[2]))]


def abc_notes(elements: list[Element], order: list[str]) -> Notes:
    """Notes of a voice in order of onset, tied notes struck again."""
    cut = [replace(e, ties=(False,) * len(e.pitches)) if isinstance(e, Sound) else e for e in elements]
    timed = lay_out(heard(cut, order))
    return [(round(d / 9.6), p) for _, d, p in sorted(timed.notes, key=lambda n: (n[0], n[2]))]


def readings(tune: Tune) -> list[Notes]:
    """As heard, and as written without repeats."""
    elements = tune.sounding[0].elements
    plain: list[Element] = [Bar() if isinstance(e, Bar) else e for e in elements if not isinstance(e, Ending)]
    return [abc_notes(elements, playing_order(tune)), abc_notes(plain, [])]


def same(a: Notes, b: Notes) -> int:
    """Notes that both have, in order."""
    return sum(m.size for m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())


def main(arguments: Sequence[str]) -> None:
    """Print the agreement."""
    (data,), json_file = asked(__doc__, arguments, "DATA")
    root = data / "nottingham_folk" / "files"
    rows: list[tuple[int, int, int, bool]] = []  # notes of ABC, of MIDI, in both, same unfolding
    for book in sorted((root / "abc").glob("*.abc")):
        for text in split_tunes(book.read_text(errors="replace")):
            tune = parse_tune(text)
            midi = midi_notes(root / "midi_melody" / f"{book.stem}{tune.first('X').strip()}.mid")
            best = max(readings(tune), key=lambda notes: same(notes, midi) / max(len(notes), len(midi)))
            rows.append((len(best), len(midi), same(best, midi), len(best) == len(midi)))
    if not rows:
        sys.exit(f"There are no ABC books in {root}.")
    alike = [r for r in rows if r[3]]
    print(f"{len(rows)} tunes, {len(alike)} unfolded alike")
    print(f"notes that agree (pitch and length) where unfolded alike: {_share(alike):.2%}")
    print(f"in all tunes, other repeats counted as wrong:            {_share(rows):.2%}")
    write_figures(json_file, {"tunes": len(rows), "unfolded alike": _share(alike), "all tunes": _share(rows)})


def _share(rows: Sequence[tuple[int, int, int, bool]]) -> float:
    return sum(r[2] for r in rows) / sum(max(r[0], r[1]) for r in rows)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Score -> ABC 2.1 text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.abc_fields import parse_key
from musegen_app.formats.abc_layout import Slice, Voice, bar_edges, is_off_grid, on_grid, slices, voices_of
from musegen_app.formats.abc_sound import sound_lines
from musegen_app.formats.abc_spelling import Spelling
from musegen_app.score.keys import Key, Mode
from musegen_app.score.model import Score

MAX_VOICES = 60
_BARS_A_LINE = 4
_MODES = {
    Mode.MAJOR: "",
    Mode.MINOR: "m",
    Mode.DORIAN: "dor",
    Mode.MIXOLYDIAN: "mix",
    Mode.PHRYGIAN: "phr",
    Mode.LYDIAN: "lyd",
    Mode.LOCRIAN: "loc",
}
_MUTED = "Muted notes were not written."
_FIELDS = {"rhythm": "R", "composer": "C", "source": "S", "origin": "O"}


@dataclass(frozen=True, slots=True)
class AbcText:
    """A tune and sentences about what ABC could not say."""

    text: str
    remarks: tuple[str, ...]


def abc_of(score: Score) -> AbcText:
    """The song as an ABC tune. Raises FileFormatError if it has no notes, or far too many voices."""
    silenced = any(n.muted for t in score.tracks for n in t.notes)
    score = _as_heard(score) if silenced else score
    voices = voices_of(score)
    if not voices:
        raise FileFormatError("There are no notes yet to write as ABC: save the song as a project instead.")
    if len(voices) > MAX_VOICES:
        raise FileFormatError(f"ABC would need {len(voices)} voices for this song: save it as MIDI or as a project.")
    lines = [*_header(score), *(line for i in range(len(voices)) for line in _voice_lines(score, voices, i))]
    return AbcText("\n".join(lines) + "\n", (*_remarks(score, voices), *([_MUTED] if silenced else [])))


def _as_heard(score: Score) -> Score:
    """Without the notes that stay written but are not heard: ABC cannot say that."""
    heard = (replace(t, notes=tuple(n for n in t.notes if not n.muted)) for t in score.tracks)
    return replace(score, tracks=tuple(heard))


def key_text(key: Key | None) -> str:
    """What stands behind `K:`."""
    return "none" if key is None else key.pitch_class_name(key.tonic) + _MODES[key.mode]


def _header(score: Score) -> Iterator[str]:
    meter = score.meter.changes[0]
    yield "%abc-2.1"
    yield "X:1"
    yield f"T:{_line(score.title) or 'Untitled'}"
    for text in score.texts:
        name, _, value = text.text.partition(": ")
        if text.kind == "text" and text.tick == 0 and name in _FIELDS and value:
            yield f"{_FIELDS[name]}:{_line(value)}"
    yield f"M:{meter.numerator}/{meter.denominator}"
    yield "L:1/8"
    yield f"Q:1/4={_bpm(score.tempo.changes[0].bpm)}"
    first = [k.key for k in score.keys if on_grid(k.tick) == 0]
    yield f"K:{key_text(first[-1] if first else None)}"


def _line(text: str) -> str:
    """Text for a field: one line, without what would begin a comment."""
    clean = text.encode("utf-8", "replace").decode("utf-8").replace("%", "")
    return " ".join(clean.split())


def _bpm(bpm: float) -> str:
    return f"{min(max(bpm, 10.0), 1000.0):.3f}".rstrip("0").rstrip(".")


def _voice_lines(score: Score, voices: list[Voice], number: int) -> Iterator[str]:
    """One voice: its line `V:` (not for a single one), how it sounds, and its music, four bars a line."""
    voice = voices[number]
    track = score.tracks[voice.track]
    if len(voices) > 1:
        yield f'V:{number + 1} name="{_line(track.name).replace(chr(34), "") or f"Voice {number + 1}"}"'
    yield from sound_lines(track)
    end = max(s.end for v in voices for s in v.sounds)
    edges = bar_edges(score, end)
    marks = _marks(score, edges[-1], leading=number == 0)
    bars = slices(voice, edges, marks)
    spelling = Spelling(_signature_at(score, 0))
    texts = [_bar(score, bar, marks, spelling) for bar in bars]
    for i in range(0, len(texts), _BARS_A_LINE):
        last = i + _BARS_A_LINE >= len(texts)
        yield " | ".join(texts[i : i + _BARS_A_LINE]) + (" |]" if last else " |")


def _marks(score: Score, end: int, leading: bool) -> dict[int, str]:
    """What is written before the note at a tick. Parts, tempo and chords stand in the first voice only."""
    marks: dict[int, list[str]] = {}

    def add(tick: int, text: str) -> None:
        if on_grid(tick) < end:
            marks.setdefault(on_grid(tick), []).append(text)

    if leading:
        for section in score.sections:
            add(section.start_tick, f"[P:{re.sub(r'[^ -Z^-~]', '', _line(section.label)) or 'A'}]")
        for change in score.tempo.changes[1:]:
            add(change.tick, f"[Q:1/4={_bpm(change.bpm)}]")
    for meter in score.meter.changes[1:]:
        add(meter.tick, f"[M:{meter.numerator}/{meter.denominator}]")
    for key in score.keys:
        if on_grid(key.tick) > 0:
            add(key.tick, f"[K:{key_text(key.key)}]")
    for symbol in score.chords.symbols if leading else ():
        text = _line(symbol.text or (symbol.chord.text() if symbol.chord else "N.C."))
        add(symbol.tick, f'"{text.replace(chr(34), "")}"')
    return {tick: "".join(texts) for tick, texts in marks.items()}


def _signature_at(score: Score, tick: int) -> dict[str, int]:
    """The accidentals of the letters in the key at `tick`."""
    keys = [k.key for k in score.keys if on_grid(k.tick) <= tick]
    return dict(parse_key(key_text(keys[-1] if keys else None)).accidentals)


def _bar(score: Score, bar: list[Slice], marks: dict[int, str], spelling: Spelling) -> str:
    """One bar's music; notes of one beat are beamed."""
    spelling.new_bar()
    parts: list[str] = []
    seen: set[int] = set()
    for s in bar:
        mark = marks.get(s.tick, "") if s.tick not in seen else ""
        seen.add(s.tick)
        if "[K:" in mark:
            spelling.new_key(_signature_at(score, s.tick))
        if parts and (mark or _on_beat(score, s.tick)):
            parts.append(" ")
        parts.append(mark + (_tuplet(bar, s) if s.tuplet else "") + _note(s, spelling))
    return "".join(parts)


def _on_beat(score: Score, tick: int) -> bool:
    position = score.meter.position(tick)
    return position.tick % score.meter.at(tick).pulse_ticks == 0


def _tuplet(bar: list[Slice], first: Slice) -> str:
    return "(3" if first.tuplet == 3 else f"(3:2:{first.tuplet}"


def _note(s: Slice, spelling: Spelling) -> str:
    length = _length(Fraction(s.length, 16))
    if not s.pitches:
        return f"z{length}"
    names = [spelling.name(p) for p in s.pitches]
    spelling.sounded(s.pitches if s.tied else ())
    text = names[0] if len(names) == 1 else f"[{''.join(names)}]"
    return text + length + ("-" if s.tied else "")


def _length(value: Fraction) -> str:
    """`3`, `/`, `3/2`, `/4`, nothing for 1."""
    above = "" if value.numerator == 1 else str(value.numerator)
    if value.denominator == 1:
        return above
    return "/" if value == Fraction(1, 2) else f"{above}/{value.denominator}"


def _remarks(score: Score, voices: list[Voice]) -> Iterator[str]:
    notes = [n for t in score.tracks for n in t.notes]
    moved = sum(map(is_off_grid, notes))
    if moved:
        yield f"{moved} notes off the grid were moved to the nearest 1/48 of a quarter."
    if len({v.track for v in voices}) < len(voices):
        yield "Tracks whose notes overlap were written as several voices."
    if len({n.velocity for n in notes}) > 1:
        yield "ABC does not hold how loud each note is."
    if any(t.controls for t in score.tracks):
        yield "ABC does not hold controllers, bends and pressures."
    if any(t.texts for t in score.tracks) or any(t.text.partition(": ")[0] not in _FIELDS for t in score.texts):
        yield "Lyrics and texts were not written."
    if any(not t.notes for t in score.tracks):
        yield "Tracks without notes were not written."
    if any(not 10 <= c.bpm <= 1000 for c in score.tempo.changes):
        yield "A tempo below 10 quarters a minute was written as 10."

"""ABC -> Score: what was written, unfolded as heard, on ticks."""

from __future__ import annotations

from musegen_app.base.errors import FileFormatError, SettingsError
from musegen_app.formats.abc_body import parse_tune
from musegen_app.formats.abc_elements import Tune
from musegen_app.formats.abc_fields import parse_key, parse_order, parse_tempo
from musegen_app.formats.abc_form import heard
from musegen_app.formats.abc_meter import meter_map
from musegen_app.formats.abc_timing import Timed, lay_out
from musegen_app.formats.abc_tokens import split_tunes, tune_count
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import KeyChange
from musegen_app.score.model import IMPORTED, ChordLane, Note, Score, Section, TextEvent, Track
from musegen_app.score.time import TempoChange, TempoMap

__all__ = ["read_abc", "split_tunes", "time_tune", "tune_count"]


def playing_order(tune: Tune) -> list[str]:
    """The order of the parts: header `P:`, or the Nottingham database's `Y:` field."""
    for letter in ("P", "Y"):
        text = tune.first(letter)
        if text:
            return parse_order(text)
    return []


def time_tune(tune: Tune) -> list[Timed]:
    """Every sounding voice of the tune as heard. Raises FileFormatError when there is no note."""
    order = playing_order(tune)
    voices = [lay_out(heard(voice.elements, order)) for voice in tune.sounding]
    if not voices:
        raise FileFormatError("This ABC tune has no notes.")
    return voices


def read_abc(text: str, index: int | None = None) -> Score:
    """The tune number `index` (0 based; None: the first) of an ABC book, repeats unfolded.

    Raises FileFormatError with one sentence when there is no such tune or it cannot be read.
    """
    tunes = split_tunes(text)
    if not tunes:
        raise FileFormatError("This is not ABC music: it has neither an X: nor a K: field.")
    number = index or 0
    if not 0 <= number < len(tunes):
        raise FileFormatError(f"This ABC file holds {len(tunes)} tunes; there is no tune number {number + 1}.")
    return score_of(parse_tune(tunes[number]))


def score_of(tune: Tune) -> Score:
    """The tune as a score: one track a voice, chord symbols and sections from the first voice."""
    voices = time_tune(tune)
    first = voices[0]
    names = [v.name for v in tune.sounding] if len(voices) > 1 else ["Melody"]
    tracks = tuple(_track(v, n, i) for i, (v, n) in enumerate(zip(voices, names, strict=True)))
    return Score(
        title=tune.first("T")[:200],
        tracks=tracks,
        tempo=_tempo(tune, first),
        meter=meter_map(tune, first),
        keys=_keys(tune, first),
        chords=ChordLane(tuple(chord_symbols(first))),
        sections=tuple(Section(p.start_tick, p.part) for p in first.passes if p.part),
        texts=_texts(tune),
    )


def _track(voice: Timed, name: str, index: int) -> Track:
    channel = index % 15 + (index % 15 >= 9)  # channel 9 is drums
    notes = [Note(start, length, pitch, origin=IMPORTED) for start, length, pitch in voice.notes]
    return Track(name=name, channel=channel).with_notes(notes)


def _texts(tune: Tune) -> tuple[TextEvent, ...]:
    """Rhythm, composer and source, kept for the way back."""
    kept = [("R", "rhythm"), ("C", "composer"), ("S", "source"), ("O", "origin")]
    return tuple(TextEvent(0, "text", f"{name}: {tune.first(letter)}") for letter, name in kept if tune.first(letter))


def chord_symbols(voice: Timed) -> list[ChordSymbol]:
    """The chord symbols that can be read, one a tick, repeats of the same chord kept as written."""
    found: dict[int, ChordSymbol] = {}
    for tick, text in voice.symbols:
        try:
            found[tick] = ChordSymbol(tick, parse_chord(text), text)
        except SettingsError:
            continue  # words above the staff
    return [found[tick] for tick in sorted(found)]


def _tempo(tune: Tune, voice: Timed) -> TempoMap:
    changes = {}
    header = parse_tempo(tune.first("Q"), next(iter(tune.voices.values())).unit) if tune.first("Q") else None
    for tick, bpm in [(0, header or 120.0), *voice.tempi]:
        changes[tick] = TempoChange(tick, round(60_000_000 / bpm))
    return TempoMap(tuple(changes[t] for t in sorted(changes)))


def _keys(tune: Tune, voice: Timed) -> tuple[KeyChange, ...]:
    changes: dict[int, KeyChange] = {}
    for tick, key in [(0, parse_key(tune.first("K")).key), *voice.keys]:
        if key is not None:
            changes[tick] = KeyChange(tick, key)
    kept: list[KeyChange] = []
    for tick in sorted(changes):
        if not kept or kept[-1].key != changes[tick].key:
            kept.append(changes[tick])
    return tuple(kept)

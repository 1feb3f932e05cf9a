"""Chord symbols as one line of text, and the way back.

`Am7 D7 G`            a bar each (in the middle of a bar: until its end)
`| C | F G | % |`     bar lines: what stands in a bar shares it by beats; `%` is the bar before once more
`| Am / / G |`        `/` holds the chord before
`Dm7:2 G7:1.5`        with a length in beats of the metre
`N.C.`                no chord from here on
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from musegen_app.base.errors import SettingsError
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.time import MeterMap

HOLD = "/"
AGAIN = "%"
_WORD = re.compile(r"[^\s|]+|\|[|\]]?")
_MOST_BARS = 2000


class ChordTextError(SettingsError):
    """What cannot be read; `start` and `end` say where in the text."""

    def __init__(self, sentence: str, start: int, end: int) -> None:
        super().__init__(sentence)
        self.start, self.end = start, end


@dataclass(frozen=True, slots=True)
class WrittenChords:
    """Symbols, and the tick where the last of them ends."""

    symbols: tuple[ChordSymbol, ...]
    end_tick: int


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    def error(self, sentence: str) -> ChordTextError:
        return ChordTextError(sentence, self.start, self.end)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A word that takes time: a chord, or `/`; `ticks` None: its share of the bar."""

    word: _Word
    name: str
    ticks: int | None


def parse_chords(text: str, start_tick: int, meter: MeterMap) -> WrittenChords:
    """The symbols that `text` means from `start_tick` on. Raises ChordTextError with the place of what is wrong."""
    words = [_Word(m[0], m.start(), m.end()) for m in _WORD.finditer(text)]
    if not words:
        raise ChordTextError("Write chords such as Am7 D7 G, or in bars: | C | F G |.", 0, len(text))
    if any(_is_bar(w) for w in words):
        return _in_bars(_bars(words), start_tick, meter)
    return _in_a_row(words, start_tick, meter)


def _is_bar(word: _Word) -> bool:
    return word.text.startswith("|")


def _bars(words: list[_Word]) -> list[list[_Word]]:
    """The words of each bar; a bar line at the very start or end opens or closes nothing."""
    bars: list[list[_Word]] = [[]]
    for word in words:
        if _is_bar(word):
            bars.append([])
        else:
            bars[-1].append(word)
    bars = bars[1:] if _is_bar(words[0]) else bars
    return bars[:-1] if _is_bar(words[-1]) and len(bars) > 1 else bars


def _in_a_row(words: list[_Word], tick: int, meter: MeterMap) -> WrittenChords:
    """Without bar lines: each chord has its own length, or lasts to the next bar line."""
    found: list[ChordSymbol] = []
    for word in words:
        if word.text == AGAIN:
            raise word.error("“%” repeats a bar: put bar lines around it, as in | C | % |.")
        slot = _slot(word, meter, tick)
        found.extend(_symbols([slot], [tick], f"Chord {len(found) + 1}"))
        tick = tick + slot.ticks if slot.ticks is not None else _bar_end(meter, tick)
    return WrittenChords(tuple(found), tick)


def _in_bars(bars: list[list[_Word]], tick: int, meter: MeterMap) -> WrittenChords:
    found: list[ChordSymbol] = []
    before: list[_Word] = []
    if len(bars) > _MOST_BARS:
        raise ChordTextError(f"These are more than {_MOST_BARS} bars: write the chords in parts.", 0, 0)
    for number, words in enumerate(bars, 1):
        if [w.text for w in words] == [AGAIN]:
            if not before:
                raise words[0].error(f"Bar {number} cannot repeat the bar before: there is none.")
            words = before
        end = _bar_end(meter, tick)
        slots = [_slot(w, meter, tick) for w in words]
        found.extend(_symbols(slots, _starts(slots, tick, end, meter, number), f"Bar {number}"))
        before, tick = words or before, end
    return WrittenChords(tuple(found), tick)


def _slot(word: _Word, meter: MeterMap, tick: int) -> _Slot:
    name, colon, beats = word.text.partition(":")
    if not colon:
        return _Slot(word, name, None)
    match = re.fullmatch(r"\d+(?:[.,]\d+)?", beats)
    ticks = round(float(beats.replace(",", ".")) * meter.at(tick).beat_ticks) if match and len(beats) < 12 else 0
    if ticks < 1:
        raise word.error(f"“{word.text}” has no length: write beats behind the colon, such as Dm7:2.")
    return _Slot(word, name, ticks)


def _symbols(slots: list[_Slot], starts: list[int], place: str) -> Iterator[ChordSymbol]:
    for slot, tick in zip(slots, starts, strict=True):
        if slot.name == HOLD:
            continue
        try:
            yield ChordSymbol(tick, parse_chord(slot.name), slot.name)
        except SettingsError as error:
            raise slot.word.error(f"{place}: {error}") from None


def _starts(slots: list[_Slot], tick: int, end: int, meter: MeterMap, number: int) -> list[int]:
    """Where each slot of a bar begins: by beats, or by the lengths that are written."""
    if all(s.ticks is None for s in slots):
        return [tick + offset for offset in shares(len(slots), end - tick, meter, tick)]
    open_slots = sum(s.ticks is None for s in slots)
    left = end - tick - sum(s.ticks or 0 for s in slots)
    if left < open_slots:
        raise slots[-1].word.error(f"The lengths in bar {number} are longer than the bar.")
    starts: list[int] = []
    for slot in slots:
        starts.append(tick)
        tick += slot.ticks if slot.ticks is not None else left // open_slots
    return starts


def shares(count: int, ticks: int, meter: MeterMap, tick: int) -> list[int]:
    """Offsets in ticks of `count` chords that share a bar of `ticks`: on felt beats if there are enough of them, else
    on written beats, else evenly. The first ones get the longer shares: two chords in 3/4 take 2 beats and 1."""
    change = meter.at(tick)
    for beat in (change.pulse_ticks, change.beat_ticks):
        beats = ticks // beat
        if count and count <= beats and ticks % beat == 0:
            return [-(-i * beats // count) * beat for i in range(count)]
    return [i * ticks // count for i in range(count)]


def _bar_end(meter: MeterMap, tick: int) -> int:
    return meter.bar_start(meter.position(tick).bar + 1)


# -- the way back ----------------------------------------------------------------------------------------------------


def chord_text(symbols: tuple[ChordSymbol, ...], low: int, high: int, meter: MeterMap) -> str:
    """The symbols of [low, high) in bars, so that `parse_chords(text, low, meter)` gives them again; no farther than
    `farthest`."""
    bars: list[str] = []
    tick = low
    high = min(high, farthest(low, meter))
    while tick < high:
        end = _bar_end(meter, tick)
        bars.append(_bar_text([s for s in symbols if tick <= s.tick < min(end, high)], tick, end, meter))
        tick = end
    return f"| {' | '.join(bars)} |" if bars else ""


def farthest(low: int, meter: MeterMap) -> int:
    """The tick up to which one text from `low` on can say the chords."""
    return meter.bar_start(meter.position(low).bar + _MOST_BARS)


def _bar_text(symbols: list[ChordSymbol], tick: int, end: int, meter: MeterMap) -> str:
    if not symbols:
        return HOLD
    change = meter.at(tick)
    names = {s.tick - tick: s.text.replace(" ", "") for s in symbols}
    beats = {(end - tick) // change.pulse_ticks, (end - tick) // change.beat_ticks}
    for count in sorted({len(symbols), len(symbols) + 1, *beats}):
        offsets = shares(count, end - tick, meter, tick) if count else []
        if set(names) <= set(offsets):
            return " ".join(names.get(o, HOLD) for o in offsets)
    return _with_lengths(names, end - tick, change.beat_ticks)


def _with_lengths(names: dict[int, str], bar_ticks: int, beat_ticks: int) -> str:
    offsets = sorted({0, *names})
    ends = [*offsets[1:], bar_ticks]
    return " ".join(f"{names.get(o, HOLD)}:{_number((e - o) / beat_ticks)}" for o, e in zip(offsets, ends, strict=True))


def _number(beats: float) -> str:
    return f"{beats:.4f}".rstrip("0").rstrip(".")

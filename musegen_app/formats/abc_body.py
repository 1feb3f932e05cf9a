"""The music of an ABC tune as written: per voice a list of elements, pitches resolved, repeats not yet unfolded.

Accidentals hold to the end of their bar (all octaves, as ABC 2.1 says), lengths are quarters as fractions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.abc_elements import (
    Bar,
    Element,
    Ending,
    KeyMark,
    MeterMark,
    PartMark,
    Sound,
    SymbolMark,
    TempoMark,
    Tune,
    Voice,
)
from musegen_app.formats.abc_fields import (
    Signature,
    default_length,
    parse_fraction,
    parse_key,
    parse_length,
    parse_meter,
    parse_tempo,
)
from musegen_app.formats.abc_pitch import written_pitch
from musegen_app.formats.abc_tokens import Line, Token, tokens, tune_lines

MAX_ELEMENTS = 200_000


def parse_tune(text: str) -> Tune:
    """Read one tune. Raises FileFormatError with a sentence when there is no key field or it is far too large."""
    return _Reader().read(tune_lines(text))


class _Reader:
    """Walks the lines of one tune."""

    def __init__(self) -> None:
        self.tune = Tune()
        self.meter: tuple[int, int] | None = None
        self.unit: Fraction | None = None
        self.signature = Signature(None, ())
        self.voice: Voice | None = None
        self.count = 0

    def read(self, lines: list[Line]) -> Tune:
        key_at = next((i for i, line in enumerate(lines) if line.field == "K"), None)
        if key_at is None:
            raise FileFormatError("This ABC tune has no K: field, so its key and where its notes begin are unknown.")
        for line in lines[: key_at + 1]:
            self._header(line)
        for line in lines[key_at + 1 :]:
            if line.field:
                self._field(line.field, line.text)
            else:
                self._music(line.text)
        return self.tune

    def _header(self, line: Line) -> None:
        if not line.field:
            self.tune.skipped["header text"] += 1
            return
        self.tune.fields.setdefault(line.field, []).append(line.text)
        match line.field:
            case "M":
                self.meter = parse_meter(line.text)
            case "L":
                self.unit = parse_fraction(line.text) or self.unit
            case "K":
                self.signature = parse_key(line.text)
            case _:
                pass

    def _current(self) -> Voice:
        if self.voice is None:
            self.voice = self._voice("1")
        return self.voice

    def _voice(self, name: str) -> Voice:
        if name not in self.tune.voices:
            if len(self.tune.voices) >= 64:
                raise FileFormatError("This ABC tune has more than 64 voices.")
            unit = self.unit or default_length(self.meter)
            self.tune.voices[name] = Voice(name, unit, self.meter, self.signature)
        return self.tune.voices[name]

    def _add(self, element: Element) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise FileFormatError("This ABC tune has more than 200,000 notes and signs.")
        self._current().elements.append(element)

    def _field(self, letter: str, text: str) -> None:
        """A field inside the tune, on its own line or in brackets."""
        match letter:
            case "V":
                self.voice = self._voice(re.split(r"\s", text.strip() or "1")[0])
            case "P":
                self._add(PartMark(text.strip()))
            case "L":
                self._current().unit = parse_fraction(text) or self._current().unit
            case "M":
                self._meter(parse_meter(text))
            case "K":
                self._current().signature = parse_key(text)
                self._add(KeyMark(self._current().signature))
            case "Q":
                bpm = parse_tempo(text, self._current().unit)
                if bpm is not None:
                    self._add(TempoMark(bpm))
            case _:
                pass  # words, notes, remarks

    def _meter(self, meter: tuple[int, int] | None) -> None:
        if meter is None:
            self.tune.skipped["metre"] += 1
            return
        voice = self._current()
        voice.meter = meter
        if self.unit is None and not voice.elements:
            voice.unit = default_length(meter)
        self._add(MeterMark(*meter))

    def _music(self, text: str) -> None:
        for token in tokens(text):
            if self._current().overlaid and token.kind not in {"bar", "inline"}:
                continue
            action = _ACTIONS.get(token.kind)
            if action is not None:
                action(self, token)

    def inline(self, token: Token) -> None:
        self._field(token.text[1], token.text[3:-1].strip())

    def symbol(self, token: Token) -> None:
        text = token.text[1:-1].strip()
        if not text.startswith(("^", "_", "<", ">", "@")):  # these are remarks to print, not chords
            self._add(SymbolMark(text))

    def bar(self, token: Token) -> None:
        text, voice = token.text, self._current()
        closing = len(text) - len(text.lstrip(":"))
        opening = len(text) - len(text.rstrip(":")) if closing < len(text) else closing
        voice.accidentals.clear()
        voice.overlaid = False
        if closing == len(text):  # "::"
            closing = opening = closing // 2
        self._add(Bar(closing, opening > 0, "||" in text or "]" in text or "[" in text))
        if token.extra:
            self._ending(token.extra)

    def ending(self, token: Token) -> None:
        self._ending(token.text.lstrip("["))

    def _ending(self, text: str) -> None:
        passes: set[int] = set()
        for part in re.split(r"[,.]", text):
            first, _, last = part.partition("-")
            if first and len(first) < 3 and len(last) < 3:
                passes.update(range(int(first), int(last if last.isdigit() else first) + 1))
        self._add(Ending(frozenset(passes or {1})))

    def tuplet(self, token: Token) -> None:
        numbers = token.text.lstrip("(").split(":")
        notes = int(numbers[0])
        compound = self._current().meter in {(6, 8), (9, 8), (12, 8), (3, 8)}
        usual = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}.get(notes, 3 if compound else 2)
        inside = int(numbers[1]) if len(numbers) > 1 and numbers[1] not in {"", "0", "00"} else usual
        count = int(numbers[2]) if len(numbers) > 2 and numbers[2] else notes
        self._current().tuplet = (Fraction(inside, notes), count)

    def broken(self, token: Token) -> None:
        """`a>b`: the note before is lengthened and the one after shortened, `<` the other way round."""
        voice = self._current()
        short = Fraction(1, 2 ** min(len(token.text), 4))
        long = 2 - short
        before, after = (long, short) if token.text[0] == ">" else (short, long)
        index = self._last_sound()
        if index is not None:
            sound = voice.elements[index]
            assert isinstance(sound, Sound)
            voice.elements[index] = replace(sound, quarters=sound.quarters * before)
            voice.broken = after

    def _last_sound(self) -> int | None:
        elements = self._current().elements
        for i in range(len(elements) - 1, max(-1, len(elements) - 8), -1):
            if isinstance(elements[i], Sound):
                return i
            if isinstance(elements[i], Bar):
                return None
        return None

    def _quarters(self, length: str) -> Fraction | None:
        """The sounding length of the next sound; uses up broken rhythm and tuplet."""
        voice = self._current()
        factor = parse_length(length)
        if factor is None:
            self.tune.skipped["length"] += 1
            return None
        quarters = voice.unit * 4 * factor * voice.broken
        voice.broken = Fraction(1)
        if voice.tuplet[1] > 0:
            quarters *= voice.tuplet[0]
            voice.tuplet = (voice.tuplet[0], voice.tuplet[1] - 1)
        if quarters > 4000:
            raise FileFormatError("This ABC tune holds a note of more than a thousand bars.")
        return quarters

    def note(self, token: Token) -> None:
        pitch = written_pitch(self._current(), token.text)
        quarters = self._quarters(token.extra)
        if quarters is not None:
            self._sound((pitch,), quarters, (False,))

    def chord(self, token: Token) -> None:
        """Notes in brackets: the first one's length counts, times the length behind the bracket."""
        inner = list(tokens(token.text))
        for mark in inner:
            if mark.kind == "symbol":
                self.symbol(mark)
        written = [t for t in inner if t.kind == "note"]
        if not written:
            self.tune.skipped["empty chord"] += 1
            return
        pitches = [written_pitch(self._current(), t.text) for t in written]
        tied = [_followed_by_tie(inner, t) for t in written]
        factor = parse_length(token.extra)
        quarters = self._quarters(written[0].extra)
        if quarters is not None and factor is not None:
            pairs = dict(zip(pitches, tied, strict=True))
            self._sound(tuple(pairs), quarters * factor, tuple(pairs.values()))

    def _sound(self, pitches: tuple[int, ...], quarters: Fraction, ties: tuple[bool, ...]) -> None:
        inside = [(p, t) for p, t in zip(pitches, ties, strict=True) if 0 <= p <= 127]
        if len(inside) < len(pitches):
            self.tune.skipped["pitch"] += len(pitches) - len(inside)
        self._add(Sound(tuple(p for p, _ in inside), quarters, tuple(t for _, t in inside)))

    def rest(self, token: Token) -> None:
        quarters = self._quarters(token.extra)
        if quarters is not None:
            self._add(Sound((), quarters))

    def bars_rest(self, token: Token) -> None:
        bars = int(token.text or 1)
        if 0 < bars <= 999:
            self._add(Sound((), Fraction(*(self._current().meter or (4, 4))) * 4 * bars))

    def tie(self, _: Token) -> None:
        index = self._last_sound()
        if index is not None:
            sound = self._current().elements[index]
            assert isinstance(sound, Sound)
            self._current().elements[index] = replace(sound, ties=(True,) * len(sound.pitches))

    def overlay(self, _: Token) -> None:
        self._current().overlaid = True
        self.tune.skipped["overlay"] += 1

    def skip(self, token: Token) -> None:
        self.tune.skipped[token.kind] += 1


def _followed_by_tie(inner: list[Token], note: Token) -> bool:
    index = next(i for i, t in enumerate(inner) if t is note)
    return index + 1 < len(inner) and inner[index + 1].kind == "tie"


_ACTIONS: dict[str, Callable[[_Reader, Token], None]] = {
    "inline": _Reader.inline,
    "symbol": _Reader.symbol,
    "bar": _Reader.bar,
    "ending": _Reader.ending,
    "tuplet": _Reader.tuplet,
    "broken": _Reader.broken,
    "note": _Reader.note,
    "chord": _Reader.chord,
    "rest": _Reader.rest,
    "bars_rest": _Reader.bars_rest,
    "tie": _Reader.tie,
    "overlay": _Reader.overlay,
    "grace": _Reader.skip,
    "unknown": _Reader.skip,
}

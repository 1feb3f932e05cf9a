"""The same tune in other words: an ABC text in another key, or counted in another unit. For nets that learn text.

Letters, octaves, accidentals and chord symbols are rewritten so that the text says the transposed tune exactly as a
copyist would: explicit accidentals keep their relation to the key signature.
"""

from __future__ import annotations

import re

from musegen_app.formats.abc_fields import parse_key

_KEY = re.compile(r"([A-G])([#b]?)(m?)")
_MUSIC = re.compile(r"\"[^\"]*\"|\[[MLP]:[^\]]*\]|(?P<key>\[K:[^\]]*\])|(?P<note>(?P<sign>[\^_=]{0,2})[A-Ga-g][,']*)")
_LENGTH = re.compile(
    r"\"[^\"]*\"|\[[MLKP]:[^\]]*\]|(?P<head>\[(?=[\^_=A-Ga-g])[^\]|]*\]|[A-Ga-gz][,']*)(?P<length>\d*(?:/+\d*)?)"
)
_SYMBOL = re.compile(r"\"([A-G])([#b]?)([^/\"]*)(?:/([a-gA-G])([#b+]?))?\"")
_LETTERS = "CDEFGAB"
_SEMITONES = (0, 2, 4, 5, 7, 9, 11)
_SIGNS = {"": 0, "#": 1, "b": -1, "+": 1}
_EXPLICIT = {"^": 1, "_": -1, "=": 0, "^^": 2, "__": -2}
_WRITTEN = {1: "^", -1: "_", 0: "=", 2: "^^", -2: "__"}
LOWEST, HIGHEST = -3, 16  # diatonic steps from C4: G3 up to e6 are written
CannotMove = ValueError


def key_of(text: str) -> str:
    """What stands in the first K: field."""
    match = re.search(r"(?m)^K:(.*)$", text)
    return match[1].strip() if match else ""


def transposed(text: str, key: str) -> str | None:
    """The tune with `key` (same mode) in place of its first key, up or down by less than an octave, the nearer way that
    can be written; None if there is none."""
    old, new = _KEY.fullmatch(key_of(text)), _KEY.fullmatch(key)
    if old is None or new is None or old[3] != new[3]:
        return None
    up = (_LETTERS.index(new[1]) - _LETTERS.index(old[1])) % 7
    semitones = (_pitch_class(new) - _pitch_class(old)) % 12
    for steps, octave in sorted(((up, 0), (up - 7, -12)), key=lambda s: abs(s[0])):
        try:
            return _Mover(steps, semitones + octave).text(text)
        except CannotMove:
            continue
    return None


def _pitch_class(name: re.Match[str]) -> int:
    return (_SEMITONES[_LETTERS.index(name[1])] + _SIGNS[name[2]]) % 12


class _Mover:
    """Moves by so many letters and semitones."""

    def __init__(self, steps: int, semitones: int) -> None:
        self.steps, self.semitones = steps, semitones
        self._old: dict[str, int] = {}
        self._new: dict[str, int] = {}

    def text(self, text: str) -> str:
        return "".join(self._line(line) for line in text.splitlines(keepends=True))

    def _line(self, line: str) -> str:
        if line.startswith("K:"):
            return f"K:{self._key(line[2:].strip())}\n"
        return line if re.match(r"[MLP]:(?![|:])", line) else _MUSIC.sub(self._token, line)

    def _key(self, key: str) -> str:
        match = _KEY.fullmatch(key)
        if match is None:
            raise CannotMove(key)
        moved = self._name(match[1], match[2]) + match[3]
        self._old = dict(parse_key(key).accidentals)
        self._new = dict(parse_key(moved).accidentals)
        return moved

    def _name(self, letter: str, sign: str) -> str:
        """A pitch class by letter and sign, moved."""
        at = _LETTERS.index(letter)
        there = (at + self.steps) % 7
        alter = (_SEMITONES[at] + _SIGNS[sign] + self.semitones - _SEMITONES[there] + 6) % 12 - 6
        if abs(alter) > 1:
            raise CannotMove(letter)
        return _LETTERS[there] + {1: "#", -1: "b", 0: ""}[alter]

    def _token(self, match: re.Match[str]) -> str:
        if match["note"]:
            return self._note(match["note"], match["sign"])
        if match["key"]:
            return f"[K:{self._key(match['key'][3:-1].strip())}]"
        symbol = _SYMBOL.fullmatch(match[0])
        return self._symbol(symbol) if symbol else match[0]

    def _symbol(self, symbol: re.Match[str]) -> str:
        bass = ""
        if symbol[4]:
            name = self._name(symbol[4].upper(), symbol[5])
            low = name[0].lower() if symbol[4].islower() else name[0]
            bass = f"/{low}{name[1:].replace('#', '+') if symbol[5] in ('', '+') else name[1:]}"
        return f'"{self._name(symbol[1], symbol[2])}{symbol[3]}{bass}"'

    def _note(self, note: str, sign: str) -> str:
        body = note[len(sign) :]
        step = _LETTERS.index(body[0].upper()) + 7 * (body[0].islower() + body.count("'") - body.count(","))
        there = step + self.steps
        if not LOWEST <= there <= HIGHEST:
            raise CannotMove(note)
        written = ""
        if sign:
            alter = self._new.get(_LETTERS[there % 7], 0) + _EXPLICIT[sign] - self._old.get(body[0].upper(), 0)
            if alter not in _WRITTEN:
                raise CannotMove(note)
            written = _WRITTEN[alter]
        return written + _spelled(there)


def _spelled(step: int) -> str:
    """A letter with its octave signs; 0 is C4."""
    octave, letter = divmod(step, 7)
    name = _LETTERS[letter]
    return name + "," * -octave if octave < 1 else name.lower() + "'" * (octave - 1)


def in_eighths(text: str) -> str:
    """A tune with L:1/4 written with L:1/8; any other as it is."""
    if not re.search(r"(?m)^L:1/4$", text) or len(re.findall(r"L:", text)) != 1:
        return text
    lines = text.splitlines(keepends=True)
    return "".join("L:1/8\n" if x == "L:1/4\n" else x if re.match(r"[MKP]:(?![|:])", x) else _doubled(x) for x in lines)


def _doubled(line: str) -> str:
    return _LENGTH.sub(lambda m: m[0] if m["head"] is None else m["head"] + _twice(m["length"]), line)


def _twice(length: str) -> str:
    above, slash, below = length.partition("/")
    number = int(above or 1)
    under = (int(below.strip("/") or 2) if below.strip("/") else 2 ** (1 + below.count("/"))) if slash else 1
    if under % 2 == 0:
        under //= 2
    else:
        number *= 2
    return ("" if number == 1 else str(number)) + ("" if under == 1 else "/" if under == 2 else f"/{under}")

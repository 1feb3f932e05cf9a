"""The `abc` codec: a tune as characters of ABC text, one drawn after the other (Karpathy 2015; Sturm et al. 2016).

    M:4/4⏎L:1/4⏎K:G⏎D|"G"DG "D7"FA|"G"G2 DD|…⏎END

Metre, unit length, key and the music, nothing else: no title, no words, lines that go on joined. A symbol is an index
into `ALPHABET`, and END, which stands behind the last line, is the last of them. Which text an ABC file becomes is
said in `plain_text`; what the text sounds like is for the ABC reader to say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

ALPHABET = "\n !\"#'()+,-/123456789:=ABCDEFGKLMP[]^_abcdefgilmrtz|~"
END = len(ALPHABET)
SYMBOLS = len(ALPHABET) + 1
LONGEST = 6000  # characters; the longest Nottingham tune has 1,248

KEPT_FIELDS = "MLK"  # of the header, in the order in which they stand there
KEPT_INSIDE = "MLKP"
_INDEX = {character: i for i, character in enumerate(ALPHABET)}
_FIELD = re.compile(r"([A-Za-z]):(?![|:])")


def plain_text(abc: str) -> str:
    """The text of one ABC tune as the net knows it: kept fields and music, one newline behind each line.

    Comments and empty lines go, lines ending in a backslash are joined with the next, spaces at line ends go,
    characters outside the alphabet go.
    """
    joined = re.sub(r"\\[ \t]*\n", "", re.sub(r"(?m)(?<!\\)%.*$", "", abc.replace("\r\n", "\n")))
    lines: list[str] = []
    in_music = False
    for line in (raw.strip() for raw in joined.split("\n")):
        field = _FIELD.match(line)
        if not line or (field and field[1] not in (KEPT_INSIDE if in_music else KEPT_FIELDS)):
            continue
        lines.append(re.sub(r"^([A-Z]:) +", r"\1", line) if field else line)
        in_music = in_music or (field is not None and field[1] == "K")
    return "".join(c for c in "".join(f"{line}\n" for line in lines) if c in _INDEX)


def encode(text: str, end: bool = True) -> list[int]:
    """The symbols of a plain text. Raises KeyError for a character outside the alphabet."""
    symbols = [_INDEX[c] for c in text]
    return [*symbols, END] if end else symbols


def decode(symbols: Iterable[int]) -> str:
    """The text up to END."""
    out: list[str] = []
    for symbol in symbols:
        if symbol == END:
            break
        out.append(ALPHABET[symbol])
    return "".join(out)


def as_tune(text: str, title: str = "") -> str:
    """A plain text as a tune that stands alone: with X: and T: in front."""
    return f"X:1\nT:{title or 'Untitled'}\n{text}"


def signature(columns: Sequence[int]) -> str:
    """Identifies alphabet and inputs: a net trained for another one cannot be used."""
    return hashlib.sha256(repr((ALPHABET, tuple(columns))).encode()).hexdigest()[:16]

"""ABC text to tokens: tunes of a book, lines of a tune, tokens of a music line. No musical meaning yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from musegen_app.base.errors import FileFormatError

MAX_TUNE_CHARS = 1_000_000

_LENGTH = r"\d*(?:/+\d*)?"
_TOKEN = re.compile(
    r"""
      (?P<inline>\[[A-Za-z]:[^\]]{0,300}\])
    | (?P<symbol>"[^"]{0,300}")
    | (?P<bar>\[\|[\]:]?|:*\|[\]:|]*|::+)(?P<bar_ending>\d[\d,.\-]*)?
    | \[(?P<ending>\d[\d,.\-]*)
    | (?P<grace>\{[^}]{0,300}\})
    | (?P<decoration>![^!\s|]{1,40}!|\+[A-Za-z0-9.<>()]{1,20}\+|[.~H-WYh-wu])
    | \((?P<tuplet>[2-9](?::[0-9]{0,2}){0,2})
    | (?P<slur>[()])
    | \[(?P<chord>[^\]\[|:"]{0,200}(?:"[^"]{0,40}"[^\]\[|:"]{0,200}){0,16})\](?P<chord_length>LENGTH)
    | (?P<note>[\^_=]{0,2}[A-Ga-g][,']*)(?P<note_length>LENGTH)
    | (?P<rest>[xz])(?P<rest_length>LENGTH)
    | (?P<bars_rest>[ZX])(?P<bars>\d{0,4})
    | (?P<broken><+|>+)
    | (?P<tie>-)
    | (?P<overlay>&)
    | (?P<space>[\s`$*\\]+|y\d*)
    """.replace("LENGTH", _LENGTH),
    re.VERBOSE,
)
_FIELD = re.compile(r"^([A-Za-z+]):(.*)$")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `kind` is the group's name above, `text` what it matched, `extra` its length or ending."""

    kind: str
    text: str
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a tune: an information field (`field` is its letter) or music (`field` is "")."""

    field: str
    text: str


_EXTRAS = {"bar": "bar_ending", "chord": "chord_length", "note": "note_length", "rest": "rest_length"}


def tokens(text: str) -> Iterator[Token]:
    """The tokens of music text; characters that mean nothing come as kind "unknown", one by one.

    Everything in brackets or quotes is limited in length, so that time is linear for any text.
    """
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            yield Token("unknown", text[at])
            at += 1
            continue
        at = match.end()
        yield _token(match)


def _token(match: re.Match[str]) -> Token:
    kind = next(name for name, value in match.groupdict().items() if value is not None)
    if kind == "bars_rest":
        return Token(kind, match["bars"])
    return Token(kind, match[kind], match[_EXTRAS[kind]] or "" if kind in _EXTRAS else "")


def split_tunes(text: str) -> list[str]:
    """The tunes of an ABC book, each from its `X:` line on, with the book's own header fields in front."""
    lines = _lines(text)
    starts = [i for i, line in enumerate(lines) if line.startswith("X:")]
    if not starts:
        return [text] if any(line.startswith("K:") for line in lines) else []
    shared = [line for line in lines[: starts[0]] if re.match(r"[LMQRU]:", line) and len(line) < 200][:20]
    ends = [*starts[1:], len(lines)]
    return ["\n".join([lines[a], *shared, *lines[a + 1 : b]]) for a, b in zip(starts, ends, strict=True)]


def tune_count(text: str) -> int:
    """How many tunes an ABC book holds."""
    lines = _lines(text)
    return sum(line.startswith("X:") for line in lines) or int(any(line.startswith("K:") for line in lines))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")


def _without_comment(line: str) -> str:
    return re.sub(r"(?<!\\)%.*$", "", line).rstrip()


def tune_lines(text: str) -> list[Line]:
    """The lines of one tune without comments and directives. Raises FileFormatError when it is far too long."""
    if len(text) > MAX_TUNE_CHARS:
        raise FileFormatError("An ABC tune of more than a million characters is not a tune MuseGen can read.")
    lines: list[Line] = []
    for raw in _lines(text):
        line = _without_comment(raw)
        if line.strip():
            lines.append(_line(line, lines))
    return lines


def _line(line: str, before: list[Line]) -> Line:
    match = _FIELD.match(line.lstrip())
    # "d:|" at the start of a line is music, not a field: a field letter followed by a bar line is none.
    if match is None or match[2].startswith(("|", ":")):
        return Line("", line)
    if match[1] == "+" and before:
        return Line(before[-1].field, match[2].strip())
    return Line(match[1], match[2].strip())

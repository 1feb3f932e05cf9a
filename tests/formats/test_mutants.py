"""Thousands of damaged files, the same every time: each opens or is refused with a reason; nothing else is raised."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator

import pytest

from musegen_app.base.errors import MuseGenError
from musegen_app.base.paths import songs_dir
from musegen_app.formats.abc import parse_abc
from musegen_app.formats.guard import Refusal
from musegen_app.formats.midi import midi_bytes, parse_midi
from musegen_app.formats.opened import Opened
from musegen_app.formats.project import parse_project, project_bytes
from musegen_app.score.model import Score
from tests.formats.midi_files import meta, midi, note, off, on

_TELLING = (0, 1, 0x7F, 0x80, 0x90, 0xC0, 0xF0, 0xF7, 0xFF)


def mutants(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Bytes flipped, replaced, cut out, doubled, swapped; some files cut short."""
    dice = random.Random(seed)
    for _ in range(count):
        mutant = bytearray(data)
        for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
            at, width = dice.randrange(len(mutant)), dice.randrange(1, 9)
            kind = dice.randrange(6)
            if kind == 0:
                mutant[at] ^= 1 << dice.randrange(8)
            elif kind == 1:
                mutant[at] = dice.choice(_TELLING)
            elif kind == 2:
                mutant[at : at + width] = b""
            elif kind == 3:
                mutant[at:at] = mutant[at : at + width]
            elif kind == 4:
                mutant[at : at + width] = bytes(dice.choice(_TELLING) for _ in range(width))
            else:
                mutant[:] = mutant[: max(at, 1)]
            if not mutant:
                mutant = bytearray(b"M")
        yield bytes(mutant)


def demo(name: str) -> Score:
    return parse_abc((songs_dir() / f"{name}.abc").read_bytes()).score


def foreign_midi() -> bytes:
    """What other programs write: running status, all kinds of events, several channels in a chunk."""
    lead = meta(3, b"Song") + meta(0x51, b"\7\xa1\x20") + meta(0x58, b"\4\2\x18\x08") + meta(0x59, b"\0\0")
    body = b"\0\xc0\x05\0\xb0\x07\x64\0\x0a\x40\0\xe0\0\x40\0\xf0\3\x7e\x09\xf7" + on(60) + b"\x60\x3c\0\0\x3e\x40"
    return midi(lead, body + off(62, 96) + note(36, channel=9) + meta(5, b"la") + note(64, 96, 96), division=96)


def check(parse: Callable[[bytes], Opened], data: bytes) -> bool:
    """Does it open? What opens holds only values that can be written again."""
    try:
        opened = parse(data)
    except (Refusal, MuseGenError):
        return False
    midi_bytes(opened.score)
    return True


@pytest.mark.parametrize("source", ["ours", "theirs"])
def test_midi_mutants(source: str) -> None:
    data = midi_bytes(demo("auld_lang_syne")) if source == "ours" else foreign_midi()
    results = [check(parse_midi, mutant) for mutant in mutants(data, 1500, seed=20)]
    assert 100 < sum(results) < 1490, "the mutants are neither harmless nor all dead"


def test_project_mutants() -> None:
    data = project_bytes(demo("auld_lang_syne"))
    assert sum(check(parse_project, mutant) for mutant in mutants(data, 800, seed=21)) < 790


def test_mutants_inside_a_project() -> None:
    """The zip is whole, the JSON in it is damaged: numbers out of range, wrong types, missing fields."""
    with zipfile.ZipFile(io.BytesIO(project_bytes(demo("oh_susanna")))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    dice, opened = random.Random(22), 0
    for mutant in mutants(parts["score.json"], 500, seed=23):
        text = mutant
        if dice.random() < 0.5:
            text = parts["score.json"].replace(*dice.choice(_JSON_SWAPS), 1)
        opened += check(parse_project, zipped(parts | {"score.json": text}))
    assert 0 < opened < 450


_JSON_SWAPS = [
    (b"[0,", b"[-1,"),
    (b"[0,", b"[null,"),
    (b"[0,", b"[1e400,"),
    (b"[480,", b"[99999999999,"),
    (b"480", b"4.5"),
    (b'"notes"', b'"noted"'),
    (b"false", b"0"),
    (b'"G"', b"7"),
    (b"[[", b"[[[["),
    (b"imported", b"stolen"),
    (b"100", b"true"),
    (b'"tempo":[[0', b'"tempo":[[5'),
]


def zipped(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


def test_abc_mutants() -> None:
    for song in ("greensleeves", "oh_susanna"):
        data = (songs_dir() / f"{song}.abc").read_bytes()
        results = [check(parse_abc, mutant) for mutant in mutants(data, 300, seed=24)]
        assert sum(results) > 100

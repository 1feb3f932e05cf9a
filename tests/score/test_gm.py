"""General MIDI names."""

from __future__ import annotations

from musegen_app.score.gm import DRUM_KITS, DRUM_SOUNDS, FAMILIES, PROGRAMS


def test_the_lists_are_whole() -> None:
    assert len(PROGRAMS) == len(set(PROGRAMS)) == 128
    assert len(FAMILIES) == 16
    assert list(DRUM_SOUNDS) == list(range(35, 82))
    assert len(set(DRUM_SOUNDS.values())) == 47
    assert 0 in DRUM_KITS


def test_some_of_the_standard() -> None:
    assert [PROGRAMS[i] for i in (0, 24, 40, 73, 127)] == [
        "Grand piano",
        "Nylon guitar",
        "Violin",
        "Flute",
        "Gunshot",
    ]
    assert [DRUM_SOUNDS[k] for k in (36, 38, 42, 49, 81)] == ["Kick", "Snare", "Hat", "Crash", "Triangle"]
    assert FAMILIES[PROGRAMS.index("Trumpet") // 8] == "Brass"

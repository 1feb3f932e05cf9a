"""Faults in leading lines that a teacher would mark: leaps left hanging, foreign notes, standing still, parallels."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

from musegen_app.sampling.critic import Mark, counted
from musegen_app.sampling.critic_music import Line, Music
from musegen_app.sampling.critic_norms import Norms
from musegen_app.sampling.steering.moment import Sounded

LEAP = 8  # semitones from which a leap wants an answer
WIDEST = 12
STANDING = 4  # equal notes in a row
SPAN = 24  # semitones of one part
HANDS = 2
_BY_FOOT = frozenset({35, 36, 44})  # bass drums and the pedal of the hi-hat
MERCY = 0.06  # so many faults per note beyond the usual, and once more the usual, leave a third of the mark
MOST_TOLD = 3


def rules(music: Music, norms: Norms) -> Mark:
    """Faults per note of all lines, parallels between single voices included, against what real pieces have."""
    if not music.notes:
        return Mark(None, "No notes to lead")
    found = faults(music)
    rate = sum(found.values()) / music.notes
    worst = sorted((item for item in found.items() if item[1]), key=lambda item: -item[1])[:MOST_TOLD]
    told = ", ".join(counted(number, *words) for words, number in worst)
    beyond = max(0.0, rate - norms.faults) / (MERCY + norms.faults)
    return Mark(100 * math.exp(-beyond), told or "No fault in leading the lines")


def faults(music: Music) -> dict[tuple[str, str], int]:
    """How many there are of each kind, by its name (of one, of many)."""
    found = {(one, many): sum(count(line, music) for line in music.lines) for count, one, many in FAULTS}
    single = [line.notes for line in music.lines if line.single]
    parallel = sum(parallels(a, b) for a, b in combinations(single, 2))
    return found | {
        ("parallel fifth or octave", "parallel fifths and octaves"): parallel,
        ("stroke for a third hand", "strokes for a third hand"): third_hands(music.drums),
    }


def hanging_leaps(line: Line, music: Music) -> int:
    """Leaps of a sixth and more that are not followed by motion back, and any beyond an octave."""
    pitches = [n.pitch for n in line.notes]
    found = 0
    for i, (a, b) in enumerate(pairwise(pitches)):
        if abs(b - a) > WIDEST:
            found += 1
        elif abs(b - a) >= LEAP and i + 2 < len(pitches):
            found += (pitches[i + 2] - b) * (b - a) > 0
    return found


def foreign_notes(line: Line, music: Music) -> int:
    """Notes outside the key that do not go on by step."""
    if music.key is None:
        return 0
    classes = music.key.pitch_classes
    found = 0
    for i, note in enumerate(line.notes):
        if note.pitch % 12 not in classes:
            after = line.notes[i + 1].pitch if i + 1 < len(line.notes) else 999
            found += not 0 < abs(after - note.pitch) <= 2
    return found


def standing_notes(line: Line, music: Music) -> int:
    """Notes beyond the fourth of the same pitch in a row."""
    found = run = 0
    for a, b in pairwise(line.notes):
        run = run + 1 if a.pitch == b.pitch else 0
        found += run >= STANDING
    return found


def beyond_span(line: Line, music: Music) -> int:
    """Notes farther than an octave from the middle of the part."""
    pitches = sorted(n.pitch for n in line.notes)
    middle = pitches[len(pitches) // 2] if pitches else 0
    return sum(abs(p - middle) > SPAN // 2 for p in pitches)


FAULTS: tuple[tuple[Callable[[Line, Music], int], str, str], ...] = (
    (hanging_leaps, "leap left hanging", "leaps left hanging"),
    (foreign_notes, "note outside the key without a step on", "notes outside the key without a step on"),
    (standing_notes, "note too many of the same pitch", "notes too many of the same pitch"),
    (beyond_span, "note far from the others", "notes far from the others"),
)


def third_hands(drums: Sequence[tuple[float, int]]) -> int:
    """Drums struck together that a drummer with two hands could not."""
    together = Counter(onset for onset, drum in set(drums) if drum not in _BY_FOOT)
    return sum(max(0, count - HANDS) for count in together.values())


def parallels(a: Sequence[Sounded], b: Sequence[Sounded]) -> int:
    """Fifths and octaves in parallel between two single voices."""
    steps = _together(a, b)
    return sum(
        (r - p) * (s - q) > 0 and abs(p - q) % 12 == abs(r - s) % 12 and abs(p - q) % 12 in (0, 7)
        for (p, q), (r, s) in pairwise(steps)
    )


def _together(a: Sequence[Sounded], b: Sequence[Sounded]) -> list[tuple[int, int]]:
    """The pitches of both at every time at which one of them begins."""
    times = sorted({n.start for n in a} | {n.start for n in b})
    rows: list[tuple[int, int]] = []
    i = j = -1
    for time in times:
        while i + 1 < len(a) and a[i + 1].start <= time:
            i += 1
        while j + 1 < len(b) and b[j + 1].start <= time:
            j += 1
        if i >= 0 and j >= 0:
            rows.append((a[i].pitch, b[j].pitch))
    return rows

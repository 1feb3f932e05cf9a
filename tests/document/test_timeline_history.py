"""Whatever is done above the notes is undone and done again to the very same song."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.base.errors import SettingsError
from musegen_app.document.document import Document
from musegen_app.formats.project import project_bytes
from musegen_app.score import edits
from musegen_app.score.chord_text import parse_chords
from musegen_app.score.keys import Key, Mode
from musegen_app.score.model import Score
from tests.score.scores import scores

TICKS = st.integers(0, 40) | st.integers(0, 80).map(lambda n: n * 480)
EDITS = {
    "marker": lambda s, a, b: edits.set_marker(s, a, f"Mark {b}"),
    "move marker": lambda s, a, b: edits.move_marker(s, a, b),
    "section": lambda s, a, b: edits.set_section(s, a, "A" if b % 2 else ""),
    "section edge": lambda s, a, b: edits.move_section_start(s, a, b),
    "section body": lambda s, a, b: edits.move_section(s, a, b - a),
    "double": lambda s, a, b: edits.duplicate_section(s, min(a, b), max(a, b)),
    "insert": lambda s, a, b: edits.insert_time(s, a, b),
    "delete": lambda s, a, b: edits.delete_time(s, min(a, b), max(a, b)),
    "tempo": lambda s, a, b: edits.set_tempo(s, a, 40 + b % 200),
    "move tempo": lambda s, a, b: edits.move_tempo(s, a, b),
    "metre": lambda s, a, b: edits.set_meter(s, a, 1 + b % 9, 4),
    "move metre": lambda s, a, b: edits.move_meter(s, a, b),
    "key": lambda s, a, b: edits.set_key(s, a, Key(b % 12, Mode.DORIAN)),
    "move key": lambda s, a, b: edits.move_key(s, a, b),
    "chords": lambda s, a, b: edits.write_chords(s, parse_chords("| Am | F G |", a, s.meter).symbols, a, a + b),
    "copy chord": lambda s, a, b: edits.copy_chord(s, a, b),
}


@settings(deadline=None)
@given(scores(), st.lists(st.tuples(st.sampled_from(sorted(EDITS)), TICKS, TICKS), min_size=1, max_size=12))
def test_all_of_it_is_undone_and_done_again(score: Score, steps: list[tuple[str, int, int]]) -> None:
    document = Document(score)
    seen = [project_bytes(score)]
    for name, first, second in steps:
        try:
            changed = document.edit(name, EDITS[name](document.score, first, second))
        except SettingsError:
            continue  # a locked note, a metre that does not fit: said to the user
        if changed:
            seen.append(project_bytes(document.score))
    for before in reversed(seen[:-1]):
        assert document.undo()
        assert project_bytes(document.score) == before
    assert not document.undo()
    for after in seen[1:]:
        assert document.redo()
        assert project_bytes(document.score) == after
    assert not document.redo()

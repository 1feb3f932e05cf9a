"""Takes in a project file come back exactly, and nothing from a file can be out of range."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.formats.project import parse_project
from musegen_app.formats.project_rows import WrongValue
from musegen_app.sampling.critic import Critique
from musegen_app.sampling.likeness import Nearest
from musegen_app.sampling.messages import Operation, Steering
from musegen_app.sampling.take import Take
from musegen_app.score.model import Note
from musegen_app.session.takes import Kept
from musegen_app.session.takes_json import kept_json, kept_pieces
from musegen_app.session.takes_parse import highest_id, kept_from
from tests.formats.golden_songs import GOLDEN, takes

GOLDEN_TAKES = takes(5)
assert GOLDEN_TAKES is not None


def test_the_takes_of_the_golden_project_come_back() -> None:
    opened = parse_project((GOLDEN / "version-5.musegen").read_bytes())
    assert opened.takes is not None
    assert kept_from(opened.takes) == GOLDEN_TAKES
    assert parse_project((GOLDEN / "version-4.musegen").read_bytes()).takes is None


def test_every_field_is_stored() -> None:
    """Each field of the golden take is another than usual, so one that was forgotten would come back otherwise."""
    assert GOLDEN_TAKES is not None
    made = GOLDEN_TAKES.takes[1]
    bare = Take("", -1, -1, -1, -1, -1)
    told = {"request", "done", "notes_per_second"}  # 0, True, of this program
    told |= {"controls", "pieces", "varies"}  # the other takes have them; see below
    alike = {f.name for f in dataclasses.fields(Take) if getattr(made, f.name) == getattr(bare, f.name)}
    assert alike <= told
    assert made.operation != Operation()
    assert all(getattr(made.operation, f.name) != f.default for f in dataclasses.fields(Operation) if f.name != "kind")


values = st.floats(-2, 130, allow_nan=False, width=32)
controls = [f.name for f in dataclasses.fields(Steering) if f.name != "lanes"]


@given(st.dictionaries(st.sampled_from(controls), values), st.lists(st.floats(-40, 0), max_size=5))
def test_any_settings_come_back(steering: dict[str, float], logp: list[float]) -> None:
    notes = tuple(Note(i, 1, 60, id=i + 1) for i in range(len(logp)))
    likely = tuple(round(value, 6) for value in logp)
    take = Take("x", 0, 1, 0, 9, 9, notes, likely, done=True, steering=Steering(**steering), varies="y")
    kept = Kept((take,), {"x": 3})
    assert kept_from(kept_json(kept)) == kept


def test_a_note_that_the_net_gave_no_chance_can_be_saved() -> None:
    notes = (Note(0, 1, 60, id=1), Note(1, 1, 60, id=2))
    take = Take("x", 0, 1, 0, 9, 9, notes, (float("-inf"), -1.0), done=True)
    (found,) = kept_from(kept_json(Kept((take,), {"x": 1}))).takes
    assert found.notes == notes
    assert found.logp[0] < -1000
    assert found.logp[1] == -1.0


def test_it_is_written_a_take_a_piece() -> None:
    assert GOLDEN_TAKES is not None
    pieces = list(kept_pieces(GOLDEN_TAKES))
    assert len(pieces) == len(GOLDEN_TAKES.takes) + 2
    assert json.loads(b"".join(pieces)) == kept_json(GOLDEN_TAKES)
    assert kept_json(Kept()) == {}


def test_the_highest_id_is_known() -> None:
    assert GOLDEN_TAKES is not None
    assert highest_id(GOLDEN_TAKES.takes) == 40


def spoilt(path: tuple[str | int, ...], value: object) -> dict[str, object]:
    """The golden takes with one other value; `path` begins at the second take."""
    assert GOLDEN_TAKES is not None
    data = kept_json(GOLDEN_TAKES)
    place: Any = data["takes"]
    for step in (1, *path[:-1]):
        place = place[step]
    place[path[-1]] = value
    return data


WRONG: list[tuple[tuple[str | int, ...], object]] = [
    (("id",), 5),
    (("track",), -1),
    (("span",), [960]),
    (("span",), [960, 960]),
    (("notes", 0, 2), 128),
    (("notes", 1, 4), 31),
    (("notes",), []),
    (("logp", 0), None),
    (("logp", 0), 1e999),
    (("rating",), 6),
    (("replaces",), 1),
    (("part_of",), [0, 2]),
    (("part_of",), [0]),
    (("track_ids",), [5]),
    (("parts", 1, 2), 200),
    (("controls_of", 0, 0), 2),
    (("steering", "density"), "much"),
    (("steering", "lanes"), [["leaps"]]),
    (("operation", "kind"), "destroy"),
    (("operation", "keep"), "all"),
    (("operation", "amount"), 1.5),
    (("operation", "track_ids"), ["5"]),
    (("operation", "style"), [["Bach"]]),
    (("wish", "key"), [12, "major"]),
    (("critique", "total"), "good"),
    (("critique", "words"), [1]),
    (("nearest", "notes"), [2]),
    (("pieces",), [[0, 1, 2]]),
    (("number",), -1),
    (("parent",), None),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_what_cannot_be_is_refused(path: tuple[str | int, ...], value: object) -> None:
    with pytest.raises(WrongValue):
        kept_from(spoilt(path, value))


def test_the_same_take_twice_is_refused() -> None:
    with pytest.raises(WrongValue, match="twice"):
        kept_from(spoilt(("id",), "c0"))


def test_a_control_that_is_not_known_any_more_is_passed_over() -> None:
    kept = kept_from(spoilt(("steering", "sweetness"), 1.0))
    assert kept == GOLDEN_TAKES


def test_what_is_said_of_a_take_has_all_its_fields() -> None:
    """A new field of these needs a line in `takes_parse`."""
    assert [f.name for f in dataclasses.fields(Critique)] == [
        "total",
        "probability",
        "originality",
        "form",
        "rules",
        "words",
    ]
    assert [f.name for f in dataclasses.fields(Nearest)] == [
        "title",
        "length",
        "notes",
        "from_tick",
        "to_tick",
        "in_bars",
    ]

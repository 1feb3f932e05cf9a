"""Steps keep what they changed: whatever was edited, every place of the history comes back exactly."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from musegen_app.document.document import Document
from musegen_app.document.steps import Packed, Whole, pack
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.note_table import in_order

BAR = 3840


def notes(dice: random.Random, count: int) -> tuple[Note, ...]:
    made = [Note(dice.randrange(40 * BAR), dice.randrange(1, BAR), dice.randrange(30, 90)) for _ in range(count)]
    return tuple(sorted(made, key=in_order))


def song(dice: random.Random) -> Score:
    """One track that is large enough to be packed cleverly, one small one, one empty one."""
    return Score(tracks=tuple(Track(f"{count} notes", notes=notes(dice, count)) for count in (700, 20, 0)))


class Editing(RuleBasedStateMachine):
    """A document beside all scores that it ever showed, at their places in the history."""

    def __init__(self) -> None:
        super().__init__()
        self.dice = random.Random(1)
        self.document = Document(song(self.dice))
        self.scores = [self.document.score]
        self.hashes = [hash(self.document.score)]
        self.place = 0

    def _edit(self, score: Score) -> None:
        if self.document.edit("Edit", score):
            self.scores[self.place + 1 :] = [score]
            self.hashes[self.place + 1 :] = [hash(score)]
            self.place += 1

    def _check(self) -> None:
        assert self.document.score == self.scores[self.place]
        assert hash(self.document.score) == self.hashes[self.place]
        assert len(self.document.history) == self.place

    def _some(self, seed: int, count: int) -> tuple[int, list[int]]:
        self.dice.seed(seed)
        track = self.dice.choice(self.document.score.tracks)
        return track.id, [n.id for n in self.dice.sample(track.notes, min(count, len(track.notes)))]

    @precondition(lambda self: self.document.score.tracks)
    @rule(seed=st.integers(0, 10**9), count=st.sampled_from((1, 3, 100, 700)), d_tick=st.integers(-BAR, BAR))
    def move(self, seed: int, count: int, d_tick: int) -> None:
        track_id, ids = self._some(seed, count)
        self._edit(edits.move_notes(self.document.score, track_id, ids, d_tick, self.dice.randrange(-3, 4)))

    @precondition(lambda self: self.document.score.tracks)
    @rule(seed=st.integers(0, 10**9), count=st.sampled_from((1, 100, 700)))
    def remove(self, seed: int, count: int) -> None:
        self._edit(edits.remove_notes(self.document.score, *self._some(seed, count)))

    @precondition(lambda self: self.document.score.tracks)
    @rule(seed=st.integers(0, 10**9), count=st.sampled_from((1, 500)))
    def add(self, seed: int, count: int) -> None:
        track_id, _ = self._some(seed, 0)
        self._edit(edits.add_notes(self.document.score, track_id, notes(self.dice, count)))

    @rule(seed=st.integers(0, 10**9))
    def add_a_track(self, seed: int) -> None:
        self.dice.seed(seed)
        self._edit(edits.add_track(self.document.score, Track(notes=notes(self.dice, 300))))

    @precondition(lambda self: self.document.score.tracks)
    @rule(seed=st.integers(0, 10**9), what=st.sampled_from(("remove", "move", "rename", "mute", "title")))
    def change_the_song(self, seed: int, what: str) -> None:
        score, (track_id, _) = self.document.score, self._some(seed, 0)
        match what:
            case "remove":
                self._edit(edits.remove_track(score, track_id))
            case "move":
                self._edit(edits.move_track(score, track_id, self.dice.randrange(len(score.tracks))))
            case "rename":
                self._edit(edits.rename_track(score, track_id, f"Track {self.dice.randrange(9)}"))
            case "mute":
                self._edit(edits.set_mute(score, track_id, not score.track(track_id).mute))
            case _:
                self._edit(edits.set_title(score, f"Song {self.dice.randrange(9)}"))

    @rule(seed=st.integers(0, 10**9))
    def everything_at_once(self, seed: int) -> None:
        self.dice.seed(seed)
        self._edit(song(self.dice))

    @rule()
    def undo(self) -> None:
        assert self.document.undo() == (self.place > 0)
        self.place = max(0, self.place - 1)
        self._check()

    @rule()
    def redo(self) -> None:
        assert self.document.redo() == (self.place < len(self.scores) - 1)
        self.place = min(len(self.scores) - 1, self.place + 1)
        self._check()

    @rule(where=st.floats(0, 1))
    def go_anywhere(self, where: float) -> None:
        self.place = round(where * (len(self.scores) - 1))
        self.document.go_to(self.place)
        self._check()

    def teardown(self) -> None:
        while self.document.undo():
            self.place -= 1
            self._check()
        assert self.place == 0
        while self.document.redo():
            self.place += 1
            self._check()
        assert self.place == len(self.scores) - 1


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_a_packed_step_keeps_only_what_changed() -> None:
    before = song(random.Random(3))
    track = before.tracks[0]
    after = edits.move_notes(before, track.id, [track.notes[5].id], 9, 0)
    packed = pack(Whole(before, after))
    assert isinstance(packed, Packed)
    assert [len(t.notes) for t in (*packed.before.tracks, *packed.after.tracks)] == [0] * 6
    assert {i: (len(r), len(a)) for i, (r, a) in packed.changed.items()} == {track.id: (1, 1)}
    again = pack(Whole(after, edits.set_title(after, "x")), packed)
    assert isinstance(again, Packed)
    assert all(a is b for a, b in zip(again.before.tracks, packed.after.tracks, strict=True)), "shared, not copied"


def test_a_track_out_of_order_stays_whole() -> None:
    track = Track(notes=tuple(reversed(notes(random.Random(1), 400))))
    before = Score(tracks=(track,))
    after = Score(tracks=(replace(track, notes=track.notes[1:]),))
    assert isinstance(pack(Whole(before, after)), Whole)
    document = Document(before)
    document.edit("Remove", after)
    document.edit("Title", edits.set_title(after, "x"))
    document.go_to(0)
    assert document.score == before


def test_one_note_of_many_costs_little() -> None:
    document = Document(song(random.Random(2)))
    for step in range(20):
        track = document.score.tracks[0]
        document.edit("Move", edits.move_notes(document.score, track.id, [track.notes[step].id], 7, 0))
    links = [step.link for step in document._history._steps]
    assert [isinstance(link, Packed) for link in links] == [True] * 19 + [False]

"""Step input as a state machine: the time is handed in."""

from __future__ import annotations

from musegen_app.score.model import OriginKind
from musegen_app.session.step_input import Step, StepInput

S = 240


def machine(cursor: int = 0) -> StepInput:
    return StepInput(cursor, lambda _tick: S)


def strike(steps: StepInput, *pitches: int, at: float = 0.0) -> Step:
    """All keys down and up together."""
    for pitch in pitches:
        steps.key_down(pitch, 90, at)
    written = [steps.key_up(pitch, at + 0.2) for pitch in pitches]
    assert written[:-1] == [None] * (len(pitches) - 1)
    last = written[-1]
    assert last is not None
    return last


def test_a_chord_is_written_when_all_its_keys_are_up() -> None:
    steps = machine(480)
    step = strike(steps, 60, 64, 67)
    assert [(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in step.notes] == [
        (480, S, 60, 90),
        (480, S, 64, 90),
        (480, S, 67, 90),
    ]
    assert {n.origin.kind for n in step.notes} == {OriginKind.PLAYED}
    assert steps.cursor == 480 + S
    assert steps.held == {}


def test_keys_that_go_up_within_70_ms_belong_together() -> None:
    steps = machine()
    steps.key_down(60, 90, 0.0)
    steps.key_down(64, 70, 0.3)
    assert steps.key_up(60, 1.0) is None
    step = steps.key_up(64, 1.069)
    assert step is not None
    assert [n.pitch for n in step.notes] == [60, 64]


def test_a_key_let_go_alone_was_taken_back() -> None:
    steps = machine()
    steps.key_down(60, 90, 0.0)
    steps.key_down(61, 90, 0.1)
    steps.key_up(61, 0.5)
    assert steps.held == {60: 90, 61: 90}
    assert not steps.pass_time(0.56)
    assert steps.pass_time(0.58)
    assert steps.held == {60: 90}
    step = steps.key_up(60, 0.9)
    assert step is not None
    assert [n.pitch for n in step.notes] == [60]


def test_a_key_struck_again_in_time_is_kept() -> None:
    steps = machine()
    steps.key_down(60, 90, 0.0)
    steps.key_down(64, 50, 0.0)
    steps.key_up(64, 0.5)
    steps.key_down(64, 99, 0.55)
    assert steps.held == {60: 90, 64: 99}
    assert steps.key_up(60, 1.0) is None
    step = steps.key_up(64, 1.01)
    assert step is not None
    assert [n.velocity for n in step.notes] == [90, 99]


def test_a_release_without_a_stroke_is_nothing() -> None:
    assert machine().key_up(60, 0.0) is None


def test_arrows_move_the_cursor_or_stretch_what_is_held() -> None:
    steps = machine()
    steps.go(3)
    steps.go(-1)
    assert steps.cursor == 2 * S
    steps.key_down(60, 90, 0.0)
    steps.go(1)
    steps.go(1)
    steps.go(-1)
    assert (steps.cursor, steps.ticks) == (2 * S, 2 * S)
    step = steps.key_up(60, 1.0)
    assert step is not None
    assert step.ticks == 2 * S
    assert (steps.cursor, steps.ticks) == (4 * S, S)


def test_a_held_step_is_at_least_one_step() -> None:
    steps = machine()
    steps.key_down(60, 90, 0.0)
    steps.go(-5)
    assert steps.ticks == S


def test_a_rest_goes_on_and_the_song_has_a_beginning() -> None:
    steps = machine()
    steps.rest()
    assert steps.cursor == S
    steps.go(-4)
    assert steps.cursor == 0


def test_back_takes_the_last_step_then_only_walks() -> None:
    steps = machine(S)
    first, second = strike(steps, 60), strike(steps, 62, at=1.0)
    assert steps.back() == second
    assert steps.cursor == second.tick
    assert steps.back() == first
    assert steps.back() is None
    assert steps.cursor == 0


def test_back_elsewhere_removes_nothing() -> None:
    steps = machine()
    strike(steps, 60)
    steps.go(2)
    assert steps.back() is None
    assert steps.cursor == 2 * S


def test_back_while_keys_are_down_forgets_them() -> None:
    steps = machine()
    steps.key_down(60, 90, 0.0)
    steps.go(2)
    assert steps.back() is None
    assert steps.key_up(60, 0.5) is None
    assert (steps.cursor, steps.ticks) == (0, S)


def test_the_cursor_follows_undo_and_redo() -> None:
    steps = machine()
    first, second = strike(steps, 60), strike(steps, 62, at=1.0)
    steps.settle(first.ids)
    assert steps.cursor == S
    steps.settle(())
    assert steps.cursor == 0
    steps.settle(first.ids | second.ids)
    assert steps.cursor == 2 * S
    assert steps.back() == second


def test_a_new_step_ends_what_could_be_done_again() -> None:
    steps = machine()
    first = strike(steps, 60)
    steps.settle(())
    other = strike(steps, 64, at=1.0)
    steps.settle(other.ids | first.ids)
    assert steps.cursor == S

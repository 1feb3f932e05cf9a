"""What a net can do besides continuing, in the menu: offered where it makes sense, asked for what was chosen."""

from __future__ import annotations

import pytest

from musegen_app.sampling import messages as worker
from musegen_app.sampling.messages import OperationKind
from musegen_app.ui.commands.operation_commands import KINDS
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeInference
from tests.ui.conftest import BAR, settle

pytestmark = pytest.mark.qt


def learned(shell: Shell, inference: FakeInference, *kinds: OperationKind) -> None:
    """The net that is loaded can do that."""
    name = shell.session.compose.state.bundle
    inference.reports.append(worker.BundleReady(name, name, 0.1, frozenset(kinds)))
    settle(shell.session)


def offered(shell: Shell) -> set[str]:
    return {name for name in KINDS if shell.actions[name].isEnabled()}


def test_only_what_the_net_has_learned_is_offered(shell: Shell, inference: FakeInference) -> None:
    assert offered(shell) == set()
    assert "not learned" in shell.actions["vary"].toolTip()
    learned(shell, inference, *OperationKind)
    assert offered(shell) == set(KINDS) - {"fill_in"}
    assert "Select notes" in shell.actions["fill_in"].toolTip()
    shell.session.transport.set_loop(True, BAR, 2 * BAR)
    settle(shell.session)
    assert "fill_in" in offered(shell)


def test_the_bars_with_selected_notes_are_what_it_is_about(shell: Shell, inference: FakeInference) -> None:
    learned(shell, inference, *OperationKind)
    track = shell.session.document.score.tracks[0]
    inside = [n.id for n in track.notes if BAR < n.start_tick < 2 * BAR]
    shell.roll.select_notes(frozenset(inside[:2]))
    shell.actions["fill_in"].trigger()
    settle(shell.session)
    begun = inference.last(worker.Begin)
    assert begun.start_tick == BAR
    assert begun.operation == worker.Operation(OperationKind.INFILL, 2 * BAR, (track.id,))
    take = shell.session.compose.current
    assert take is not None
    assert take.replaces


def test_without_a_choice_it_is_about_the_whole_song(shell: Shell, inference: FakeInference) -> None:
    learned(shell, inference, *OperationKind)
    song = shell.session.document.score
    shell.actions["vary"].trigger()
    settle(shell.session)
    begun = inference.last(worker.Begin)
    end = song.meter.bar_start(song.meter.position(song.end_tick - 1).bar + 1)
    assert (begun.start_tick, begun.operation.end_tick, begun.operation.amount) == (0, end, 0.5)
    shell.actions["discard"].trigger()
    shell.actions["accompany"].trigger()
    settle(shell.session)
    assert inference.last(worker.Begin).operation.track_ids == ()

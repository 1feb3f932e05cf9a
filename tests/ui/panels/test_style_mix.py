"""Styles of the net: chosen, mixed, remembered for each net, and told with the next request."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from musegen_app.bundles.catalog import BundleInfo
from musegen_app.sampling import messages as worker
from musegen_app.ui.panels.style_mix import StyleMix
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeInference
from tests.ui.conftest import PRETEND, settle

pytestmark = pytest.mark.qt
WORDS = {"styles": ("rock", "jazz", "latin"), "densities": ("sparse", "dense"), "fills": ("fill",)}


@pytest.fixture
def mix(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> StyleMix:
    """The net of the session knows these words."""
    info = replace(PRETEND, extras=WORDS)
    monkeypatch.setattr(shell.session.compose, "bundles", lambda refresh=False: (info,))
    shell.steering.show_state(shell.session.compose.state)
    return shell.panel.style_mix


def choose(mix: StyleMix, key: str, words: str) -> None:
    menu = mix.fields[key].choices
    menu.aboutToShow.emit()
    next(a for a in menu.actions() if a.text() == words).trigger()


def told(shell: Shell, inference: FakeInference) -> tuple[tuple[str, float], ...]:
    shell.actions["generate"].trigger()
    settle(shell.session)
    style: tuple[tuple[str, float], ...] = inference.last(worker.Begin).operation.style
    return style


def test_a_net_without_styles_has_no_field(shell: Shell) -> None:
    assert shell.panel.style_mix.isHidden()


def test_several_styles_are_mixed_by_sliders_and_asked_for(
    shell: Shell, mix: StyleMix, inference: FakeInference
) -> None:
    assert mix.fields["styles"].value == "any"
    choose(mix, "styles", "rock")
    assert mix.sliders == {}  # one alone has no share
    choose(mix, "styles", "Latin")
    assert mix.fields["styles"].value == "rock, Latin"
    mix.sliders["rock"].number.committed.emit("0.25")
    assert told(shell, inference) == (("rock", 0.25), ("latin", 1.0))
    choose(mix, "styles", "rock")
    assert told(shell, inference) == (("latin", 1.0),)
    choose(mix, "styles", "any")
    assert told(shell, inference) == ()


def test_how_busy_is_one_word_beside_the_styles(shell: Shell, mix: StyleMix, inference: FakeInference) -> None:
    choose(mix, "styles", "jazz")
    choose(mix, "densities", "sparse")
    choose(mix, "densities", "dense")
    choose(mix, "fills", "every fourth bar")
    assert mix.fields["densities"].value == "dense"
    assert dict(told(shell, inference)) == {"jazz": 1.0, "dense": 1.0, "fill": 1.0}
    choose(mix, "fills", "every fourth bar")  # again: out
    assert dict(told(shell, inference)) == {"jazz": 1.0, "dense": 1.0}


def test_each_net_has_its_own_and_again_takes_those_of_now(
    shell: Shell, mix: StyleMix, inference: FakeInference
) -> None:
    shell.session.styles.mix("other", (("Chopin", 0.7),))
    choose(mix, "styles", "jazz")
    assert told(shell, inference) == (("jazz", 1.0),)
    choose(mix, "styles", "jazz")
    choose(mix, "styles", "rock")
    shell.actions["again"].trigger()
    settle(shell.session)
    assert inference.last(worker.Begin).operation.style == (("rock", 1.0),)
    first = shell.session.compose.takes[0]
    shell.session.compose.regenerate(first.id)
    assert inference.last(worker.Begin).operation.style == (("jazz", 1.0),)
    assert shell.session.styles.of("other") == (("Chopin", 0.7),)


def test_ways_of_writing_exclude_each_other(qtbot: QtBot, shell: Shell) -> None:
    mix = shell.panel.style_mix
    chorale = BundleInfo("chorale", PRETEND.path, "", "", "satb16", "", 1, extras={"styles": ("nade", "rbm")})
    mix.show_bundle(chorale)
    choose(mix, "styles", "voice by voice (NADE)")
    with qtbot.waitSignal(mix.mixed) as mixed:
        choose(mix, "styles", "all voices at once (RBM)")
    assert mixed.args == [(("rbm", 1.0),)]


def test_the_tab_key_goes_from_the_styles_to_their_shares_and_on_to_the_controls(shell: Shell, mix: StyleMix) -> None:
    choose(mix, "styles", "rock")
    choose(mix, "styles", "jazz")
    chain: list[QWidget] = [shell.panel.hearing.tune_type]
    while chain[-1] is not shell.panel.steering.rows["density"].number:
        chain.append(chain[-1].nextInFocusChain())
        assert len(chain) < 100
    stops = [stop for name in ("rock", "jazz") for stop in mix.sliders[name].stops]
    assert [part for part in chain if part in (*mix.fields.values(), *stops)] == [*mix.fields.values(), *stops]

"""The `drums` codec: bars of cells from notes and back, in any metre, and what a net is told of them."""

from __future__ import annotations

import numpy as np
import pytest

from musegen_app.codecs.drums import (
    ACCENT,
    CELLS,
    DRUMS,
    GM_PITCHES,
    SLOTS,
    TICKS,
    VISIBLES,
    DrumBar,
    DrumHit,
    bars_between,
    heard_in,
    slots_in,
)
from musegen_app.codecs.drums_context import (
    CONDITIONS,
    PLAYED,
    TOUCH_WIDTH,
    WIDTH,
    DrumContext,
    density_of,
    inputs,
    touch_inputs,
)
from musegen_app.score.model import Note
from musegen_app.score.time import MeterChange, MeterMap

FOUR = MeterMap()


def bars_of(notes: list[Note], meter: MeterMap = FOUR, end: int = 7680) -> list[DrumBar]:
    return heard_in(bars_between(meter, 0, end), notes)[0]


def test_sixteenths_and_triplets_have_slots_of_their_own() -> None:
    assert SLOTS == 24
    assert len(set(TICKS)) == 24
    assert {960 * i // 4 for i in range(16)} <= set(TICKS)
    assert {960 * i // 3 for i in range(12)} <= set(TICKS)


def test_a_note_goes_to_its_drum_and_the_nearest_slot() -> None:
    bars = bars_of([Note(3840 + 330, 60, 36, 100), Note(3840 + 300, 60, 22, 50), Note(3830, 60, 57, 127)])
    kick, hat, crash = DRUMS.index("kick"), DRUMS.index("closed hi-hat"), DRUMS.index("crash")
    assert bars[0].hits == ()
    assert bars[1].hits == (
        DrumHit(0, crash, 127, -10),
        DrumHit(2, kick, 100, 10),
        DrumHit(2, hat, 50, -20),
    )
    assert bars[1].pattern()[2 * 9 + kick]
    assert bars[1].pattern()[CELLS + 2 * 9 + kick]
    assert not bars[1].pattern()[CELLS + 2 * 9 + hat]


def test_of_two_hits_in_a_cell_the_louder_is_heard_and_other_percussion_is_not() -> None:
    bars = bars_of([Note(0, 60, 38, 40), Note(30, 60, 40, 90), Note(480, 60, 56, 90)])
    assert bars[0].hits == (DrumHit(0, 1, 90, 30),)


def test_every_class_is_written_as_a_pitch_of_that_class() -> None:
    bars = bars_of([Note(0, 60, pitch, 60) for pitch in GM_PITCHES])
    assert [hit.drum for hit in bars[0].hits] == list(range(9))


@pytest.mark.parametrize(
    ("metre", "lengths", "slots"),
    [
        ((3, 4), [2880], 18),
        ((6, 8), [2880], 18),
        ((5, 4), [2880, 1920], 18),
        ((12, 8), [2880, 2880], 18),
        ((7, 8), [3360], 21),
        ((2, 4), [1920], 12),
        ((9, 4), [2880, 2880, 2880], 18),
    ],
)
def test_other_metres_use_the_slots_they_have(metre: tuple[int, int], lengths: list[int], slots: int) -> None:
    bars = bars_between(MeterMap((MeterChange(0, *metre),)), 0, 100)
    assert [bar.ticks for bar in bars] == lengths[:1]
    whole = bars_between(MeterMap((MeterChange(0, *metre),)), 0, sum(lengths))
    assert [bar.ticks for bar in whole] == lengths
    assert whole[0].slots == slots
    assert whole[0].open_visibles().sum() == 2 * 9 * slots


def test_pickup_is_a_bar_of_its_own() -> None:
    bars = bars_between(MeterMap((MeterChange(0),), 960), 0, 4800)
    assert [(bar.start_tick, bar.ticks) for bar in bars] == [(0, 960), (960, 3840)]
    assert slots_in(960) == 6


def test_what_a_net_is_told_has_its_widths_and_hides_what_is_unknown() -> None:
    bar = DrumBar(3840, 2880)
    last = DrumBar(0, 3840, (DrumHit(0, 0, ACCENT, 24), DrumHit(3, 2, 60, -12)))
    told = inputs(DrumContext({"rock": 0.5, "funk": 0.5}, 120.0, True, 4), bar, (last,))
    assert told.shape == (WIDTH,)
    assert told[:CONDITIONS].sum() == 1 + 1 + 1 + 1 + 3 + 1  # styles, tempo, fill, density, three beats, a bar before
    assert (told[CONDITIONS : CONDITIONS + VISIBLES] > 0).sum() == 3
    assert not told[CONDITIONS + VISIBLES :].any()
    nothing = inputs(DrumContext(), bar, ())
    assert nothing.sum() == 3
    touch = touch_inputs(DrumContext(), bar, (last,), bar.pattern())
    assert touch.shape == (TOUCH_WIDTH,)
    assert np.flatnonzero(touch[-PLAYED:]).tolist() == [0, 3 * 9 + 2, CELLS, CELLS + 3 * 9 + 2]


def test_density_rises_with_the_hits() -> None:
    assert [density_of(hits, 3840) for hits in (8, 15, 18, 23, 40)] == [0, 1, 2, 3, 4]

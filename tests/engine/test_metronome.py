from __future__ import annotations

import numpy as np
import pytest

from musegen_app.engine.metronome import Clicks, next_click
from musegen_app.score.time import MeterChange, MeterMap


@pytest.mark.parametrize(
    ("meter", "tick", "click"),
    [
        (MeterMap(), 0, (0, True)),
        (MeterMap(), 1, (960, False)),
        (MeterMap(), 3_839, (3_840, True)),
        (MeterMap((MeterChange(0, 6, 8),)), 1, (1_440, False)),
        (MeterMap((MeterChange(0, 7, 8),)), 3_000, (3_360, True)),
        (MeterMap((MeterChange(0, 4, 4), MeterChange(3_840, 3, 4))), 3_841, (4_800, False)),
        (MeterMap(pickup_ticks=960), 0, (0, False)),
        (MeterMap(pickup_ticks=960), 1, (960, True)),
    ],
)
def test_the_next_beat(meter: MeterMap, tick: int, click: tuple[int, bool]) -> None:
    assert next_click(meter, tick) == click


@pytest.mark.parametrize("block_frames", [7, 256, 4_096])
def test_a_click_starts_at_its_frame_and_is_whole_however_the_blocks_fall(block_frames: int) -> None:
    whole = np.zeros((4_096, 2), np.float32)
    alone = Clicks(48_000)
    alone.start(1_000, accent=True)
    alone.mix(whole)
    clicks, blocks = Clicks(48_000), []
    for frame in range(0, 4_096, block_frames):
        block = np.zeros((min(block_frames, 4_096 - frame), 2), np.float32)
        if frame <= 1_000 < frame + block_frames:
            clicks.start(1_000 - frame, accent=True)
        clicks.mix(block)
        blocks.append(block)
    assert np.array_equal(np.concatenate(blocks), whole)
    assert not whole[:1_001].any()
    assert whole[1_001:1_100].all(axis=1).any()
    assert not whole[3_000:].any()

"""What is typed into tempo, metre and key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.base.errors import SettingsError
from musegen_app.score.time import MeterChange, MeterMap, TempoMap
from musegen_app.ui.field_text import (
    meter_text,
    parse_meter,
    parse_tempo,
    pickup_text,
    position_text,
    tempo_text,
    time_text,
)


@pytest.mark.parametrize(("text", "bpm"), [("112", 112), (" 98,5 bpm", 98.5), ("60.25BPM", 60.25)])
def test_tempi_as_people_write_them(text: str, bpm: float) -> None:
    assert parse_tempo(text) == bpm


@pytest.mark.parametrize("text", ["", "fast", "0", "9.9", "1000", "-60", "1e3"])
def test_a_tempo_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="10 to 400"):
        parse_tempo(text)


@pytest.mark.parametrize("text", ["", "4", "4/5", "0/4", "33/4", "four/4"])
def test_a_metre_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="4/4"):
        parse_meter(text)


@given(numerator=st.integers(1, 32), denominator=st.sampled_from([1, 2, 4, 8, 16, 32]))
def test_a_metre_reads_back(numerator: int, denominator: int) -> None:
    assert parse_meter(meter_text(numerator, denominator)) == (numerator, denominator)


@given(bpm=st.integers(1000, 40000).map(lambda c: c / 100))
def test_a_tempo_reads_back(bpm: float) -> None:
    assert parse_tempo(tempo_text(bpm)) == bpm


def test_positions_count_from_one_and_a_pickup_bar_is_zero() -> None:
    meter = MeterMap((MeterChange(0, 4, 4),), pickup_ticks=960)
    assert position_text(meter, 0) == "0 . 4 . 000"
    assert position_text(meter, 960) == "1 . 1 . 000"
    assert position_text(meter, 960 + 3840 + 2 * 960 + 240) == "2 . 3 . 240"


def test_time_is_in_minutes_seconds_and_tenths() -> None:
    assert time_text(TempoMap.of_bpm(60), 960 * 75 + 480) == "1:15.5"


@pytest.mark.parametrize(
    ("ticks", "text"), [(0, "no pickup"), (480, "1 quaver"), (1920, "2 crotchets"), (720, "3 semiquavers")]
)
def test_pickups_in_note_values(ticks: int, text: str) -> None:
    assert pickup_text(ticks) == text

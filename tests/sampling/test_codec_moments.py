"""What the samplers of text, voices and beats tell the controls; wishes that are eased; notes that stay."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from musegen_app.codecs.abc_place import AbcPlace
from musegen_app.codecs.abc_text import ALPHABET
from musegen_app.codecs.drums import CELLS, DRUMS, DrumBar, DrumHit
from musegen_app.codecs.satb16 import HOLD, REST, SatbContext
from musegen_app.codecs.satb16_features import Tracker
from musegen_app.sampling import eased, obeyed
from musegen_app.sampling.abc_moment import NOTES, Spelled, as_likely, key_of, moment_of, spelled
from musegen_app.sampling.drums_machine import order_kept
from musegen_app.sampling.drums_steering import leaning, louder
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.satb16_moment import SatbMoments
from musegen_app.sampling.standing import Standing, staying
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Track
from musegen_app.score.steering_lane import SteeringLane
from musegen_app.score.time import TICKS_PER_QUARTER as Q

HEADER = "M:4/4\nL:1/8\nK:D\n"


def place_of(text: str) -> AbcPlace:
    at = AbcPlace()
    for c in text:
        at.push(c)
    return at


def read(music: str) -> Spelled:
    return spelled(place_of(HEADER), music, key_of("D"), 0.0)


def test_a_text_is_spelled_with_its_key_its_accidentals_and_its_octaves() -> None:
    line = read('"D"F2 =F F|f\' A, "F#m"c').line
    assert [n.pitch for n in line] == [66, 65, 65, 90, 57, 73]  # =F holds to the bar line
    assert [n.start for n in line] == [0, 1, 1.5, 2, 2.5, 3]
    assert [n.length for n in line[:3]] == [1, 0.5, 0.5]


def test_a_character_is_told_as_the_pitch_that_it_would_have() -> None:
    music = "FA"
    at = place_of(HEADER + music)
    told = moment_of(HEADER + music, at, read(music), 2 * Q, 4.0, pitched=True).choices.pitch
    assert told is not None
    assert {c: told[ALPHABET.index(c)] for c in "CFg,'"} == {"C": 61, "F": 66, "g": 79, ",": 57, "'": 81}
    assert np.isnan(told[ALPHABET.index("2")])
    lengths = moment_of(HEADER + music, at, read(music), 2 * Q, 4.0, pitched=False).choices.wait
    assert lengths is not None
    assert [lengths[ALPHABET.index(c)] for c in "2/A"] == [1.0, 0.25, 0.5]


def test_pitch_wishes_do_not_make_other_signs_likelier() -> None:
    before = np.log(np.full(len(NOTES), 1 / len(NOTES)))
    bent = np.where(NOTES, before - 9.0, before)
    bent[np.flatnonzero(NOTES)[0]] += 5.0
    after = np.exp(as_likely(bent, before, NOTES))
    assert after[NOTES].sum() == pytest.approx(NOTES.mean())
    assert after[np.flatnonzero(NOTES)[0]] > 0.9 * NOTES.mean()


def test_voices_are_told_with_those_that_are_decided() -> None:
    tracker = Tracker(SatbContext(bar=16))
    rows = [np.array([14, 10, 10, 5]), np.array([HOLD, HOLD, REST, HOLD]), np.array([16, HOLD, HOLD, HOLD])]
    moments = SatbMoments(0, 32, 1.0, Key(0), (), (32,))
    for row in rows[:2]:
        tracker.push(row)
    now = np.array([16, -1, -1, HOLD])
    moment = moments.of(tracker, "pitch", 1, now)
    assert [n.pitch for n in moment.line] == [54]
    assert moment.line[0].length == 0.5
    assert moment.others == [(65, 67), (36, 36)]
    assert moment.section_left == 7.5
    kinds = moments.of(tracker, "kind", 2, now).choices
    assert np.array_equal(np.stack([kinds.strikes, kinds.voices]), [[0, 0, 1], [3, 3, 4]])  # the tenor rests
    tracker.push(rows[2])
    assert [n.pitch for n in moments.of(tracker, "pitch", 0, np.full(4, -1)).line] == [65, 67]


def test_leanings_of_a_beat() -> None:
    bar = DrumBar(0, 4 * Q, (DrumHit(0, 0, 100, 0), DrumHit(3, 1, 80, 0)))
    assert not leaning(Steering(), (bar,)).any()
    again = leaning(Steering(repetition=1.0), (bar,))
    assert again[0] > 0 > again[1]
    assert (leaning(Steering(density=1.0), ())[:CELLS] > 0).all()
    swung = leaning(Steering(swing=1.0), ()).reshape(2, -1, len(DRUMS))[0, :, 0]
    assert swung[4] > 0 > swung[3]
    assert louder(Steering(dynamics=-1.0)) < 0


def test_humanised_hits_do_not_change_places() -> None:
    pattern = np.zeros(2 * CELLS, bool)
    pattern[[1 * len(DRUMS), 2 * len(DRUMS)]] = True  # 240 and 320 ticks
    low, high = order_kept(pattern)
    assert 240 + high[1 * len(DRUMS)] < 320 + low[2 * len(DRUMS)]


def test_eased_wishes_are_weaker_drawn_ones_too_and_rest_stays_rest() -> None:
    lane = SteeringLane("density", ((0, -1.0), (Q, 0.5)))
    wish = eased.eased(Steering(density=1.0, tension=1.0, lanes=(lane,)), eased.POP)
    factor = dict(eased.POP)["density"]
    assert (wish.density, wish.tension) == (factor, 1.0)
    assert wish.lanes[0].points == ((0, -factor), (Q, 0.5 * factor))
    assert eased.eased(Steering(), eased.POP) == Steering()


def test_what_is_obeyed_and_eased_are_controls() -> None:
    names = {f.name for f in fields(Steering)}
    codecs = (obeyed.LEAD, obeyed.SATB16, obeyed.POP, obeyed.PERF, obeyed.ABC, obeyed.DRUMS)
    assert all(codec <= names for codec in codecs)
    for factors, codec in ((eased.POP, obeyed.POP), (eased.PERF, obeyed.PERF), (eased.SATB16, obeyed.SATB16)):
        assert {name for name, _ in factors} <= codec


def test_what_stays_is_met_by_nobody() -> None:
    notes = [Note(0, 2 * Q, 60), Note(Q, Q, 62, locked=True), Note(Q, Q, 64), Note(Q, Q, 65, locked=True, muted=True)]
    track = Track("T", id=1).with_notes(notes)
    stays = Standing(staying(track, Q, 4 * Q), lambda tick: tick / Q)
    assert sorted(stays.sounding(1.0, 1.5)) == [60, 62]
    assert stays.sounding(2.0, 3.0) == []
    assert (stays.next(62, 0.0), stays.last_end(60, 1.0)) == (1.0, 2.0)
    assert Standing().empty

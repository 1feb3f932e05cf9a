"""The promises of the scheduler: exact frames, no hanging note, chase, loops that never drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.engine.build import playlist_of
from musegen_app.engine.playable import Playable
from musegen_app.engine.playlist import BEND, CONTROL, NOTE_OFF, NOTE_ON, PROGRAM
from musegen_app.engine.scheduler import CLICK, Loop, Scheduler
from musegen_app.engine.tracker import Due
from musegen_app.score.model import ControlEvent, ControlKind, Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap
from tests.engine.conftest import FRAMES_PER_TICK, RATE, melody


class Run:
    """A scheduler driven by hand; `heard` has absolute frames."""

    def __init__(self, score: Score, rate: int = RATE) -> None:
        self.scheduler = Scheduler(rate)
        self.scheduler.load(Playable(playlist_of(score)))
        self.frame = 0
        self.heard: list[Due] = []

    def frames(self, count: int, block: int = 256) -> None:
        end = self.frame + count
        while self.frame < end:
            stop = min(end, self.frame + block)
            for offset, *message in self.scheduler.due(self.frame, stop):
                assert 0 <= offset < stop - self.frame
                self.heard.append((self.frame + offset, *message))
            self.frame = stop

    def ticks(self, count: int) -> None:
        self.frames(count * FRAMES_PER_TICK)

    def of(self, kind: int) -> list[tuple[int, int]]:
        """Frame and first data byte."""
        return [(frame, data1) for frame, k, _, data1, _ in self.heard if k == kind]


def hanging(heard: list[Due]) -> set[tuple[int, int]]:
    """Notes left down; asserts that ons and offs alternate."""
    down: set[tuple[int, int]] = set()
    for _, kind, channel, data1, _ in heard:
        if kind == NOTE_ON:
            assert (channel, data1) not in down
            down.add((channel, data1))
        elif kind == NOTE_OFF:
            down.remove((channel, data1))
    return down


# --- exact frames ------------------------------------------------------------------------------------------
tempos = st.lists(st.tuples(st.integers(1, 8_000), st.integers(100_000, 2_000_000)), max_size=3)


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 8_000), min_size=1, max_size=10, unique=True),
    tempos,
    st.sampled_from([44_100, 48_000]),
    st.sampled_from([1, 64, 100, 256, 1_000]),
)
def test_every_note_is_due_at_its_exact_frame(
    starts: list[int], changes: list[tuple[int, int]], rate: int, block: int
) -> None:
    tempo = TempoMap((TempoChange(0, 500_000), *(TempoChange(t, us) for t, us in sorted(dict(changes).items()))))
    starts = sorted(starts)
    run = Run(replace(melody(*starts, length=5), tempo=tempo), rate)
    run.scheduler.play()
    frames = [Fraction(_tick_us(tempo, start) * rate, 960_000_000) for start in starts]
    run.frames(int(frames[-1]) + 2_000, max(block, 64) if frames[-1] > 100_000 else block)
    assert run.of(NOTE_ON) == [(-(-f.numerator // f.denominator), 60 + i) for i, f in enumerate(frames)]


def _tick_us(tempo: TempoMap, tick: int) -> int:
    """Microseconds times 960 from the start, tick by change."""
    ends = [c.tick for c in tempo.changes[1:]] + [tick]
    return sum(max(0, min(tick, end) - c.tick) * c.us_per_quarter for c, end in zip(tempo.changes, ends, strict=True))


# --- no hanging notes --------------------------------------------------------------------------------------
songs = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40), st.integers(60, 63), st.integers(0, 2)), max_size=14)


def song(drawn: list[tuple[int, int, int, int]]) -> Score:
    tracks = [Track(notes=tuple(Note(s, d, p) for s, d, p, t in drawn if t == i)) for i in range(3)]
    return Score(tracks=tuple(tracks))


ticks = st.integers(0, 4_000)
Action = Callable[[Scheduler], None]
actions: st.SearchStrategy[Action] = st.one_of(
    st.just(lambda s: s.play()),
    ticks.map(lambda t: lambda s: s.play(t % 80)),
    ticks.map(lambda t: lambda s: s.seek(t % 80)),
    st.just(lambda s: s.stop()),
    st.just(lambda s: s.panic()),
    st.just(lambda s: s.set_loop(None)),
    st.tuples(ticks, ticks).map(lambda ab: lambda s: s.set_loop(Loop(ab[0] % 80, ab[1] % 80))),
    ticks.map(lambda t: lambda s: s.set_until(t % 90)),
    st.just(lambda s: s.set_until(None)),
    songs.map(lambda drawn: lambda s: s.load(Playable(playlist_of(song(drawn))))),
    st.just(lambda s: setattr(s, "metronome", not s.metronome)),
    st.sampled_from([44_100, 48_000]).map(lambda rate: lambda s: s.set_sample_rate(rate)),
)


@settings(max_examples=300)
@given(songs, st.lists(st.tuples(actions, st.integers(0, 1_200)), max_size=16))
def test_no_note_hangs_whatever_is_done(
    drawn: list[tuple[int, int, int, int]], steps: list[tuple[Action, int]]
) -> None:
    run = Run(song(drawn))
    run.scheduler.play()
    for action, frames in steps:
        action(run.scheduler)
        run.frames(frames, 64)
        hanging(run.heard)
    run.scheduler.stop()
    run.frames(1)
    assert not hanging(run.heard)


@settings(max_examples=100)
@given(songs, st.integers(1, 70))
def test_a_song_ends_by_itself_and_leaves_nothing_sounding(drawn: list[tuple[int, int, int, int]], block: int) -> None:
    run = Run(song(drawn))
    run.scheduler.play()
    run.frames(4_000 * FRAMES_PER_TICK, max(block, 16))
    assert not hanging(run.heard)
    assert run.scheduler.playing == (not drawn)  # an empty song has no end to stop at
    assert not drawn or run.scheduler.tick == 3_840


# --- transport ---------------------------------------------------------------------------------------------
def test_stop_ends_every_note_at_once_and_lifts_the_pedal() -> None:
    pedal = ControlEvent(0, ControlKind.CONTROL, 127, 64)
    run = Run(Score(tracks=(Track(notes=(Note(0, 960, 60), Note(0, 960, 64)), controls=(pedal,)),)))
    run.scheduler.play()
    run.ticks(100)
    run.heard.clear()
    run.scheduler.stop()
    run.ticks(1)
    assert [(k, d1, d2) for _, k, _, d1, d2 in run.heard] == [(NOTE_OFF, 60, 64), (NOTE_OFF, 64, 64), (CONTROL, 64, 0)]
    assert run.scheduler.tick == 100


def test_play_goes_on_where_stop_left_and_from_the_start_at_the_end() -> None:
    run = Run(melody(0, 960, length=100))
    run.scheduler.play()
    run.ticks(500)
    run.scheduler.stop()
    run.ticks(300)
    run.scheduler.play()
    run.ticks(3_600)
    assert run.of(NOTE_ON) == [(0, 60), ((960 + 300) * FRAMES_PER_TICK, 61)]
    assert (run.scheduler.playing, run.scheduler.tick) == (False, 3_840)
    run.scheduler.play()
    run.ticks(10)
    assert run.scheduler.tick == 10


def test_play_while_playing_disturbs_nothing() -> None:
    run = Run(melody(0, length=900))
    run.scheduler.play()
    run.ticks(100)
    run.scheduler.play()
    run.ticks(100)
    assert run.of(NOTE_ON) == [(0, 60)]
    assert run.of(NOTE_OFF) == []


def test_seek_ends_what_sounds_then_chases() -> None:
    controls = (
        ControlEvent(500, ControlKind.PROGRAM, 40),
        ControlEvent(600, ControlKind.CONTROL, 33, 7),
        ControlEvent(700, ControlKind.BEND, 100),
    )
    notes = (Note(0, 400, 60), Note(900, 100, 62))
    run = Run(Score(tracks=(Track(notes=notes, controls=controls, program=3),)))
    run.scheduler.play()
    run.ticks(100)
    run.heard.clear()
    run.scheduler.seek(900)
    run.frames(1)
    assert [(k, d1, d2) for _, k, _, d1, d2 in run.heard] == [
        (NOTE_OFF, 60, 64),
        (PROGRAM, 40, 0),
        (BEND, 100, 64),
        (CONTROL, 7, 33),
        (NOTE_ON, 62, 80),
    ]


def test_a_loop_never_drifts_and_chases_its_start() -> None:
    # 7 ticks at 431 bpm and 44.1 kHz is no whole number of frames.
    tempo = TempoMap((TempoChange(0, 139_211),))
    change = ControlEvent(1_500, ControlKind.PROGRAM, 9)
    score = replace(melody(1_000, 1_600, length=2_000), tempo=tempo)
    run = Run(replace(score, tracks=(replace(score.tracks[0], controls=(change,)),)), 44_100)
    run.scheduler.set_loop(Loop(1_000, 1_707))
    run.scheduler.play(1_000)
    run.frames(500_000)
    tick = Fraction(139_211 * 44_100, 960_000_000)
    ons = [frame for frame, pitch in run.of(NOTE_ON) if pitch == 60]
    expected = [-(-(n * 707 * tick).numerator // (n * 707 * tick).denominator) for n in range(len(ons))]
    assert len(ons) > 100
    assert ons == expected
    programs = [data1 for _, data1 in run.of(PROGRAM)]
    assert programs[1:7] == [9, 0, 9, 0, 9, 0]
    assert len(hanging(run.heard)) <= 2


def test_a_loop_is_left_alone_by_a_playhead_behind_it_and_when_too_short() -> None:
    run = Run(melody(0, 3_000, length=10))
    run.scheduler.set_loop(Loop(100, 200))
    run.scheduler.play(300)
    run.ticks(1_000)
    assert run.scheduler.tick == 1_300
    run.scheduler.set_loop(Loop(1_400, 1_400))
    run.ticks(1_000)
    assert run.scheduler.tick == 2_300


# --- a take that is being generated ------------------------------------------------------------------------
def test_beyond_the_generated_there_is_silence_told_once_and_the_clock_goes_on() -> None:
    run = Run(melody(0, 480, 960, 1_440, length=600))
    run.scheduler.set_until(960)
    run.scheduler.play()
    run.ticks(1_200)
    assert [pitch for _, pitch in run.of(NOTE_ON)] == [60, 61]
    assert max(frame for frame, _ in run.of(NOTE_OFF)) == 960 * FRAMES_PER_TICK
    assert run.scheduler.starved.popleft() == 960
    run.ticks(10)
    assert not run.scheduler.starved
    run.scheduler.set_until(1_920)
    run.ticks(400)
    assert [pitch for _, pitch in run.of(NOTE_ON)] == [60, 61, 63]
    run.ticks(3_000)
    assert run.scheduler.playing
    assert run.scheduler.tick == 4_610
    run.scheduler.set_until(None)
    run.ticks(1)
    assert not run.scheduler.playing


# --- another playlist --------------------------------------------------------------------------------------
def test_a_new_playlist_keeps_notes_it_also_holds_and_ends_the_others() -> None:
    track = Track(notes=(Note(0, 960, 60), Note(0, 960, 62)))
    run = Run(Score(tracks=(track,)))
    run.scheduler.play()
    run.ticks(100)
    run.heard.clear()
    edited = track.with_notes([Note(0, 500, 60), Note(50, 900, 64), Note(200, 100, 65)])
    run.scheduler.load(Playable(playlist_of(Score(tracks=(edited,)))))
    run.ticks(500)
    notes = [(frame // FRAMES_PER_TICK, kind, data1) for frame, kind, _, data1, _ in run.heard]
    assert notes == [
        (100, NOTE_OFF, 62),
        (200, NOTE_ON, 65),
        (300, NOTE_OFF, 65),
        (500, NOTE_OFF, 60),
    ]


def test_a_new_tempo_keeps_the_place_and_the_rest_follows_it() -> None:
    score = melody(0, 960, length=100)
    run = Run(score)
    run.scheduler.play()
    run.ticks(480)
    run.scheduler.load(Playable(playlist_of(replace(score, tempo=TempoMap.of_bpm(60)))))
    assert run.scheduler.tick == 480
    run.frames(30_000)
    assert run.of(NOTE_ON)[-1] == (480 * FRAMES_PER_TICK + 480 * 2 * FRAMES_PER_TICK, 61)


def test_another_instrument_is_told_at_once_and_only_once() -> None:
    score = melody(0, 960, length=100, program=1)
    run = Run(score)
    run.scheduler.play()
    run.ticks(480)
    run.heard.clear()
    other = replace(score, tracks=(replace(score.tracks[0], program=2),))
    run.scheduler.load(Playable(playlist_of(other)))
    run.scheduler.load(Playable(playlist_of(other)))
    run.ticks(100)
    assert [message[1:] for message in run.heard] == [(PROGRAM, 0, 2, 0)]


# --- metronome ---------------------------------------------------------------------------------------------
def test_clicks_fall_on_the_felt_beats_with_an_accent_on_the_bar() -> None:
    meter = MeterMap((MeterChange(0, 3, 4), MeterChange(480 + 2_880, 6, 8)), pickup_ticks=480)
    run = Run(replace(melody(0, 9_000), meter=meter))
    run.scheduler.metronome = True
    run.scheduler.play()
    run.ticks(7_000)
    clicks = [(frame / FRAMES_PER_TICK, accent) for frame, accent in run.of(CLICK)]
    assert clicks == [(480, 1), (1_440, 0), (2_400, 0), (3_360, 1), (4_800, 0), (6_240, 1)]


def test_a_stopped_transport_does_not_click() -> None:
    run = Run(melody(0))
    run.scheduler.metronome = True
    run.ticks(3_000)
    assert run.heard == []

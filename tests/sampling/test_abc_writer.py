"""The ABC writer and its rules: full bars, the song's ticks, dice, steering, and what free texts are worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from musegen_app.bundles.abc_scoring import measure
from musegen_app.bundles.abc_songs import song_text
from musegen_app.codecs.abc_place import AbcPlace
from musegen_app.codecs.abc_text import ALPHABET, END
from musegen_app.sampling import abc_tunes
from musegen_app.sampling.abc_judging import judged, repaired
from musegen_app.sampling.abc_rules import legal
from musegen_app.sampling.abc_seed import seed_of, ticks_of
from musegen_app.sampling.abc_tunes import free_texts, shares, write_tune
from musegen_app.sampling.abc_writer import AbcWriter, advance_abc
from musegen_app.sampling.messages import Begin, Hearing, Steering
from musegen_app.sampling.offline import FAR
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap
from tests.sampling.abc_toys import ToyGraphs

NET = ToyGraphs()
HEAD = "M:4/4\nL:1/4\nK:G\n"
TUNE = HEAD + 'D|"G"DG "D7"FA|G2 DD|G3/2A/2 Bc|d3:|\n'


def song(notes: list[Note], metre: tuple[int, int] = (4, 4), pickup: int = 0) -> Score:
    meter = MeterMap((MeterChange(0, *metre),), pickup)
    return Score(tracks=(Track("Tune").with_notes(notes),), meter=meter, keys=(KeyChange(0, Key(7)),))


def scale(bars: int, metre: tuple[int, int] = (4, 4), pickup: int = 0) -> Score:
    length, steps = 3840 * metre[0] // metre[1] * bars + pickup, (67, 69, 71, 72, 74, 76, 78)
    return song([Note(at, 480, steps[at // 480 % 7]) for at in range(0, length, 480)], metre, pickup)


def request(score: Score, start: int, bars: int = 4) -> Begin:
    return Begin(1, score, score.tracks[0].id, 0, start, bars, Steering(), Hearing(), 5, FAR)


def run(begin: Begin, index: int = 0) -> AbcWriter:
    writer = AbcWriter(begin, NET, index)  # type: ignore[arg-type]
    while not writer.complete:
        writer.advance()
    return writer


def allowed(text: str) -> set[str]:
    at = AbcPlace()
    for character in text:
        at.push(character)
    return {c for c, may in zip(ALPHABET, legal(text, at), strict=False) if may}


# ---- rules


def test_a_bar_line_comes_when_the_bar_is_full_and_not_before() -> None:
    assert "|" not in allowed(HEAD + "DGF")
    assert "|" in allowed(HEAD + "DGFA")
    assert not set("ABcz[(") & allowed(HEAD + "DGFA")
    assert set("ABcz") <= allowed(HEAD + "DGF")
    assert "\n" in allowed(HEAD + "DGFA|")
    assert "\n" not in allowed(HEAD + "DG")


def test_lengths_stay_within_the_bar() -> None:
    assert "3" in allowed(HEAD + "DGF/2A")  # a quarter and a half are left
    assert "4" not in allowed(HEAD + "DGF")
    assert "3" in allowed(HEAD + "DG")
    assert "/" in allowed(HEAD + "DG3")
    assert allowed(HEAD + "DGF3") == {"/"}
    assert "2" not in allowed(HEAD + "DG ")


def test_nothing_that_would_be_heard_twice_or_elsewhere_is_written() -> None:
    for text in (HEAD, HEAD + "DGFA", HEAD + "DGFA|", HEAD + "DGFA|\n"):
        assert not set(":KLMP") & allowed(text)
    assert "m" in allowed(HEAD + '"A')


def test_a_key_is_one_of_the_usual() -> None:
    assert {"C", "G", "D", "A"} <= allowed("M:4/4\nL:1/4\nK:")
    assert allowed("M:4/4\nL:1/4\nK:B") == {"\n", "b", "m"}


# ---- judging


def test_a_sound_tune_is_valid_and_its_short_bars_make_up_for_one_another() -> None:
    how = judged(TUNE)
    assert how.valid
    assert (how.bars, how.right_bars, how.notes) == (3, 3, 13)


@pytest.mark.parametrize(
    ("text", "right"),
    [(TUNE.replace("G2 DD", "G2 D"), 2), (TUNE.replace("G2 DD", "G2 DDD"), 2), (TUNE.replace("d3:|", "d5:|"), 3)],
)
def test_wrong_bars_are_seen(text: str, right: int) -> None:
    how = judged(text)
    assert how.right_bars == right
    assert how.bars > right
    assert not how.valid


def test_what_can_be_mended_is_mended_by_name() -> None:
    text, rules = repaired(HEAD + 'D|"G"DG "D7FA|[G2 DD|G3/2A/2 B^ c|d3\n')
    assert rules == ("unclosed chord symbol", "unclosed chord", "stray sign", "no bar line at the end")
    assert judged(text).readable
    assert repaired(TUNE) == (TUNE, ())


def test_what_is_no_tune_is_not_readable() -> None:
    assert not judged("DGFA|").readable
    assert not judged(HEAD).readable
    assert not judged(HEAD + "D4|").readable


# ---- the writer


def test_the_seed_ends_where_the_take_begins() -> None:
    for start in (2 * 3840, 2 * 3840 - 960):
        seed = seed_of(request(scale(2), start))
        assert seed.text.startswith("M:4/4\nL:1/8\nK:G\nGA")
        assert seed.from_tick == 0
        assert ticks_of(seed.text) == start
    assert "|" in seed_of(request(scale(2), 2 * 3840)).text[-2:]


@pytest.mark.parametrize(
    ("metre", "pickup", "start"),
    [((4, 4), 0, 7680), ((4, 4), 0, 6720), ((6, 8), 0, 5760), ((3, 4), 960, 6720), ((2, 4), 480, 0)],
)
def test_bars_are_full_and_notes_lie_within_the_take(metre: tuple[int, int], pickup: int, start: int) -> None:
    score = scale(2, metre, pickup) if start else replace(scale(0, metre, 0), tracks=(Track("Tune"),))
    writer = run(request(score, start))
    notes = writer.notes(0, FAR)
    assert notes
    assert all(writer.start_tick <= n.start_tick < writer.end_tick for n in notes)
    assert all(n.start_tick + n.duration_ticks <= writer.end_tick for n in notes)
    starts = [n.start_tick for n in notes]
    assert starts == sorted(starts)
    how = judged(writer.text)
    assert how.right_bars >= how.bars - 1  # the first one may be the song's own short one


def test_decided_notes_stay() -> None:
    writer = AbcWriter(request(scale(2), 7680), NET)  # type: ignore[arg-type]
    seen: list[object] = []
    while not writer.complete:
        decided = writer.decided_tick
        now = list(writer.notes(0, decided))
        assert [(n.start_tick, n.pitch) for n in now[: len(seen)]] == seen
        seen = [(n.start_tick, n.pitch) for n in now]
        writer.advance()


def test_take_k_is_the_same_alone_and_in_a_batch() -> None:
    begin = request(scale(2), 7680, bars=2)
    together = [AbcWriter(begin, NET, k) for k in range(3)]  # type: ignore[arg-type]
    while open_ones := [w for w in together if not w.complete]:
        advance_abc(open_ones)
    assert [w.text for w in together] == [run(begin, k).text for k in range(3)]
    assert len({w.text for w in together}) == 3


def test_steering_draws_the_later_bars_again() -> None:
    writer = run(request(scale(2), 7680))
    before = [(n.start_tick, n.pitch) for n in writer.notes(0, FAR)]
    tick = writer.steer(Steering(pitch_temperature=2.0, rhythm_temperature=2.0), 8000)
    assert 8000 <= tick <= 11520
    while not writer.complete:
        writer.advance()
    after = [(n.start_tick, n.pitch) for n in writer.notes(0, FAR)]
    assert [n for n in after if n[0] < tick] == [n for n in before if n[0] < tick]
    assert after != before
    writer.steer(Steering(), 0)
    while not writer.complete:
        writer.advance()
    assert [(n.start_tick, n.pitch) for n in writer.notes(0, FAR)] == before


def test_steering_in_a_bar_leaves_the_notes_before_the_quarter_as_they_are() -> None:
    quarters = 0
    for seed in range(3):
        writer = run(replace(request(scale(2), 7680), rng_seed=seed))
        before = writer.notes(0, FAR)
        for commit in range(7681, 20000, 2880):
            tick = writer.steer(Steering(pitch_temperature=1.5), commit)
            quarters += (tick - 7680) % 3840 != 0
            while not writer.complete:
                writer.advance()
            after = writer.notes(0, FAR)
            shown = [(n.start_tick, n.duration_ticks, n.pitch) for n in after if n.start_tick < tick]
            assert shown == [(n.start_tick, n.duration_ticks, n.pitch) for n in before if n.start_tick < tick]
            before = after
    assert quarters > 3


# ---- whole tunes, and songs


def test_free_texts_end_and_do_not_depend_on_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abc_tunes, "LONGEST", 250)
    texts = free_texts(NET, 3, 1, Steering(top_p=1.0), HEAD)  # type: ignore[arg-type]
    assert all(text.startswith(HEAD) for text in texts)
    assert free_texts(NET, 1, 1, Steering(top_p=1.0), HEAD)[0] == texts[0]  # type: ignore[arg-type]
    figures = shares([TUNE, *texts])
    assert 0.25 <= figures["readable"] <= 1.0
    assert figures["valid"] <= figures["valid_after_repair"] <= 1.0


def test_rejected_texts_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abc_tunes, "LONGEST", 150)
    tune = write_tune(NET, 1, Steering(top_p=1.0), HEAD)  # type: ignore[arg-type]
    assert tune.text
    assert len(tune.rejected) == abc_tunes.ATTEMPTS - 1  # the toy never ends
    assert all("end" in why for why in tune.rejected)


def test_a_song_is_written_as_text_and_measured() -> None:
    score = scale(4, pickup=960)
    text = song_text(score)
    assert text.startswith("M:4/4\nL:1/8\nK:G\nGA|")
    measured = measure(NET, [score])  # type: ignore[arg-type]
    assert measured["coverage"] == 1.0
    assert measured["round_trip_f1"] == 1.0
    assert measured["nats_per_character"] > 0
    assert len(ALPHABET) == END

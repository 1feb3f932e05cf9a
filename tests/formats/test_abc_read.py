"""ABC text -> Score: notes, repeats, metres, keys, chords, and what bad input gives."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.abc_read import read_abc, split_tunes, tune_count
from musegen_app.score.keys import Key, Mode
from musegen_app.score.model import Score

HEAD = "X:1\nT:Test\nM:4/4\nL:1/8\nK:C\n"


def pitches(score: Score, track: int = 0) -> list[int]:
    return [n.pitch for n in score.tracks[track].notes]


def lengths(score: Score) -> list[int]:
    """In eighths."""
    return [n.duration_ticks // 480 for n in score.tracks[0].notes]


def tune(body: str, head: str = HEAD) -> Score:
    return read_abc(head + body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("C,, C, C c c' c''", [36, 48, 60, 72, 84, 96]),
        ("c,' C',", [72, 60]),
        ("^c __d =e ^^f _g", [73, 72, 76, 79, 78]),
        ("^f f f'|f", [78, 78, 90, 77]),  # to the bar's end, in every octave
        ("^f-|f f", [78, 77]),  # a tied note keeps its accidental over the bar line, the next one does not
        ("[CEG]2", [60, 64, 67]),
        ("{gag}A {/g}B", [69, 71]),
        ("!trill!A .B ~c Td +fermata+e", [69, 71, 72, 74, 76]),
        ("(AB) `c y d", [69, 71, 72, 74]),
        ('"Am"A "^slowly"B', [69, 71]),
    ],
)
def test_pitches(body: str, expected: list[int]) -> None:
    assert pitches(tune(body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A2 B/2 c/ d// e3/2", [960, 240, 240, 120, 720]),
        ("A>B c<d e>>f", [720, 240, 240, 720, 840, 120]),
        ("(3ABc d", [320, 320, 320, 480]),
        ("(2AB (4ABcd", [720, 720, 360, 360, 360, 360]),
        ("(3:2:2Ac2 B", [320, 640, 480]),
        ("A-A B", [960, 480]),
        ("A-|A-A B", [1440, 480]),
        ("[A2c2]2 d", [1920, 1920, 480]),
        ("A [L:1/4] B", [480, 960]),
    ],
)
def test_lengths(body: str, expected: list[int]) -> None:
    assert [n.duration_ticks for n in tune(body).tracks[0].notes] == expected


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        ("|:C D:|E|", "CDCDE"),
        ("C D:|E F:|", "CDCDEFEF"),
        ("|:C D::E F:|", "CDCDEFEF"),
        ("|:C|1 D:|2 E|]", "CDCE"),
        ("|:C|[1 D:|[2 E||F", "CDCEF"),
        ("|:C|1,3 D:|2,4 E:|F", "CDCECDCEF"),
        ("|::C D::|", "CDCDCD"),
        ("A|:C|1 D:|2 E:||:F:|", "ACDCEFF"),
        ("P:A\nC D|\nP:B\nE F|", "CDEF"),
    ],
)
def test_repeats_are_unfolded_as_heard(body: str, heard: str) -> None:
    names = {60: "C", 62: "D", 64: "E", 65: "F", 69: "A"}
    assert "".join(names[p] for p in pitches(tune(body))) == heard


@pytest.mark.parametrize("field", ["P:ABA", "P:A.B.A", "Y:ABA", "P:(AB)A"])
def test_the_playing_order_of_the_header_is_followed(field: str) -> None:
    score = read_abc(f"X:1\n{field}\nL:1/8\nK:C\nP:A\nC|\nP:B\nD|\n")
    assert pitches(score) == [60, 62, 60]
    assert [(s.start_tick, s.label) for s in score.sections] == [(0, "A"), (480, "B"), (960, "A")]


@pytest.mark.parametrize(
    ("field", "key", "sounding"),
    [
        ("G", Key(7, Mode.MAJOR), 78),
        ("Bb", Key(10, Mode.MAJOR), 77),
        ("F#m", Key(6, Mode.MINOR), 78),
        ("D dorian", Key(2, Mode.DORIAN), 77),
        ("AMix", Key(9, Mode.MIXOLYDIAN), 78),
        ("Ephr", Key(4, Mode.PHRYGIAN), 77),
        ("D exp _f", Key(2, Mode.MAJOR), 76),
        ("C ^f", Key(0, Mode.MAJOR), 78),
        ("HP", Key(9, Mode.MIXOLYDIAN), 78),
        ("none", None, 77),
    ],
)
def test_key_signatures(field: str, key: Key | None, sounding: int) -> None:
    score = read_abc(f"X:1\nL:1/8\nK:{field}\nf")
    assert pitches(score) == [sounding]
    assert (score.keys[0].key if score.keys else None) == key


def test_a_key_change_in_mid_tune() -> None:
    score = tune("f|[K:D]f|\nK:C\nf")
    assert pitches(score) == [77, 78, 77]
    assert [(k.tick, k.key.tonic) for k in score.keys] == [(0, 0), (480, 2), (960, 0)]


def test_metre_unit_and_tempo() -> None:
    score = read_abc("X:1\nM:6/8\nQ:3/8=100\nK:D\nA|DEF GAB|")
    assert score.meter.at(0).bar_ticks == 2880
    assert score.meter.pickup_ticks == 480
    assert score.tempo.at(0).bpm == pytest.approx(150, abs=0.01)


def test_the_last_metre_before_the_music_counts() -> None:
    score = read_abc("X:1\nM:4/4\nK:D\nM:6/8\nP:A\nDEF GAB|")
    assert [(c.tick, c.numerator, c.denominator) for c in score.meter.changes] == [(0, 6, 8)]


def test_short_metres_have_sixteenths_as_unit() -> None:
    assert read_abc("X:1\nM:2/4\nK:C\nC").tracks[0].notes[0].duration_ticks == 240


def test_a_bar_of_odd_length_gets_a_metre_and_the_next_bar_line_is_one() -> None:
    meter = tune("CDEF GABc|CDE|CDEF GABc|").meter
    assert meter.bar_start(1) == 3840
    assert meter.bar_start(2) == 3840 + 1440
    assert [(c.tick, c.numerator, c.denominator) for c in meter.changes] == [(0, 4, 4), (3840, 3, 8), (5280, 4, 4)]


def test_a_pickup_at_a_repeat_makes_no_odd_bar() -> None:
    meter = tune("|:G|CDEF GABc|CDEF GAB:|:G|CDEF GABc|CDEF GAB:|").meter
    assert len(meter.changes) == 1
    assert meter.pickup_ticks == 480


def test_chord_symbols_are_read_and_words_are_not() -> None:
    symbols = tune('"Am7"A2 "D/F#"B2 "tutti"c2 "_fingering"d2').chords.symbols
    assert [(s.tick, s.text) for s in symbols] == [(0, "Am7"), (960, "D/F#")]
    assert symbols[0].chord is not None
    assert symbols[0].chord.root == 9


def test_voices_become_tracks() -> None:
    score = tune("V:1\nC2 D2|\nV:2\nE4|\n[V:1] E2 F2|\n")
    assert [t.name for t in score.tracks] == ["1", "2"]
    assert pitches(score) == [60, 62, 64, 65]
    assert pitches(score, 1) == [64]


def test_rests_take_time() -> None:
    starts = [n.start_tick for n in tune("A z2 B x c|Z2|d").tracks[0].notes]
    assert starts == [0, 1440, 2400, 2400 + 480 + 2 * 3840]


def test_continued_lines_comments_and_directives() -> None:
    score = tune("%%MIDI program 40\nC D\\\n% a remark\nE F % another\nw: la la\n")
    assert pitches(score) == [60, 62, 64, 65]


def test_books() -> None:
    book = "%abc-2.1\nM:3/4\n\nX:1\nT:One\nK:C\nC\n\nX:2\nT:Two\nK:D\nF\n"
    assert tune_count(book) == 2
    assert [t.split("\n")[0] for t in split_tunes(book)] == ["X:1", "X:2"]
    assert read_abc(book).title == "One"
    assert read_abc(book, 1).title == "Two"
    assert pitches(read_abc(book, 1)) == [66]
    assert read_abc(book).meter.at(0).numerator == 3


def test_unknown_signs_are_skipped() -> None:
    assert pitches(tune("C § ? D # E")) == [60, 62, 64]


BAD = [
    "",
    "nothing of the kind",
    "X:1\nT:No key\nCDE",
    "X:1\nK:C\n",
    "X:1\nK:C\nz4|z4|",
    "X:1\nP:(((A9)9)9)9)999\nK:C\nP:A\nC",
    HEAD + "C9999 " * 10,
    "X:1\nL:9999/1\nK:C\nC9999",
    HEAD + "\n".join(f"V:{i}\nC" for i in range(80)),
    "X:1\nP:A99\nK:C\nP:A\n" + "C" * 5000,
    HEAD + "C" * 1_000_001,
]


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_bad_abc_gives_one_sentence(text: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        read_abc(text)
    assert str(caught.value).endswith((".", "unknown."))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "scrap",
    [
        "{",
        "[K:",
        '"',
        "|| ",
        "|: ",
        ":| ",
        "[1 ",
        "[",
        "[C",
        "(3",
        "-",
        "!",
        "A ||",
        "A :|",
        "C>",
        "[M:3/8]C",
        "P:",
        "&",
    ],
)
def test_four_times_the_text_takes_four_times_the_work(scrap: str) -> None:
    """Quadratic readers need sixteen times; a fraction of a second and a second and third try are for busy machines."""
    allowed = 9 * processor_seconds(scrap, 20_000) + 0.5
    assert any(processor_seconds(scrap, 80_000) < allowed for _ in range(3))


def processor_seconds(scrap: str, length: int) -> float:
    """What reading so many signs of it takes on the processor, however busy the machine is."""
    text = HEAD + scrap * (length // len(scrap))
    started = time.process_time()
    with contextlib.suppress(FileFormatError):
        read_abc(text)
    return time.process_time() - started


def test_a_book_of_many_tunes_does_not_copy_its_header_over_and_over() -> None:
    book = "R:" + "x" * 100_000 + "\n" + "X:1\nK:C\nC\n" * 5000
    assert tune_count(book) == 5000
    assert sum(map(len, split_tunes(book))) < len(book)


def test_a_tune_number_that_is_not_there() -> None:
    with pytest.raises(FileFormatError, match="1 tunes"):
        read_abc(HEAD + "C", 3)


_SCRAPS = st.sampled_from(
    ["X:1\n", "K:C\n", "K:Gmix ^c\n", "M:6/8\n", "M:0/0\n", "M:(2+3)/8\n", "L:1/0\n", "L:1/16\n", "Q:1/4=0\n", "Q:=\n",
     "P:A\n", "P:A2(B)\n", "V:2\n", "[V:1]", "|:", ":|", "::", "|1", "|2", "[1", "||", "|]", "[|", "(3", "(5:0:9", "(9",
     "C", "^^c''", "__B,,,,,,,,", "d/0", "e////////", "f0", "g99999", "-", ">", "<<<<", "[CEG]2-", "[C", "]", "{", "}",
     '"Am', '"', "!x!", "!", "&", "Z9", "z", "\\\n", "\n", " ", "%", "w:x\n", "+:more\n", "é", "\x00", "[K:]",
     "[M:]", "y2"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_SCRAPS, max_size=60))
def test_any_mixture_of_signs_opens_or_gives_a_sentence(scraps: list[str]) -> None:
    try:
        score = read_abc("X:1\nK:C\n" + "".join(scraps))
    except FileFormatError:
        return
    for note in score.tracks[0].notes:
        assert note.duration_ticks >= 1
        assert 0 <= note.pitch <= 127
    ticks = [c.tick for c in score.meter.changes]
    assert ticks == sorted(set(ticks))
    assert ticks[0] == 0


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_opens_or_gives_a_sentence(text: str) -> None:
    for body in (text, HEAD + text):
        score = None
        with contextlib.suppress(FileFormatError):
            score = read_abc(body)
        assert score is None or score.tracks  # any other exception fails the test

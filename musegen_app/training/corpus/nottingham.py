"""The Nottingham set: ABC books with chords and form."""

from __future__ import annotations

from pathlib import Path

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.formats.abc_body import parse_tune
from musegen_app.formats.abc_elements import Tune
from musegen_app.formats.abc_fields import parse_key
from musegen_app.formats.abc_meter import meter_changes
from musegen_app.formats.abc_read import chord_symbols, time_tune
from musegen_app.formats.abc_timing import Timed
from musegen_app.formats.abc_tokens import split_tunes
from musegen_app.training.corpus.raw import RawTune

SOURCE = "nottingham_folk"
_BOOK_TYPES = {
    "hpps": TuneType.HORNPIPE,
    "jigs": TuneType.JIG,
    "slip": TuneType.SLIP_JIG,
    "waltzes": TuneType.WALTZ,
    "xmas": TuneType.SONG,
}
_TITLE_WORDS = {
    "hornpipe": TuneType.HORNPIPE,
    "polka": TuneType.POLKA,
    "waltz": TuneType.WALTZ,
    "march": TuneType.MARCH,
    "reel": TuneType.REEL,
    "jig": TuneType.JIG,
    "air": TuneType.AIR,
}


def read_book(path: Path) -> list[RawTune]:
    """All tunes of one ABC book; a tune that cannot be read is left out (see `unreadable`)."""
    tunes: list[RawTune] = []
    for text in split_tunes(path.read_text(encoding="utf-8", errors="replace")):
        try:
            tunes.append(raw_tune(parse_tune(text), path.stem))
        except MuseGenError as problem:
            tunes.append(RawTune(SOURCE, path.stem, "", meters=[(0, 4, 4)], remarks=[str(problem)]))
    return tunes


def raw_tune(tune: Tune, book: str, source: str = SOURCE) -> RawTune:
    """A parsed ABC tune, first voice, as heard."""
    voice = time_tune(tune)[0]
    meters = meter_changes(tune, voice)
    return RawTune(
        source=source,
        name=f"{book}{tune.first('X').strip()}",
        title=tune.first("T"),
        composer=tune.first("C"),
        tune_type=_tune_type(book, tune, meters[0][1:]),
        meters=meters,
        keys=[(0, parse_key(tune.first("K")).key), *voice.keys],
        bars=voice.bars,
        notes=sorted(voice.notes),
        chords=[(s.tick, s.chord) for s in chord_symbols(voice)],
        passes=_passes(voice),
        end=voice.end,
    )


def _passes(voice: Timed) -> list[tuple[int, int, str]]:
    return [(p.start_tick, p.block, p.part) for p in voice.passes]


def _tune_type(book: str, tune: Tune, meter: tuple[int, int]) -> TuneType:
    """From the words of the title or R: field, else from the book, where the metre allows it."""
    words = f"{tune.first('R')} {tune.first('T')}".lower()
    for word, kind in _TITLE_WORDS.items():
        if word in words.split():
            return _fitting(kind, meter)
    if book.startswith("reels"):
        return TuneType.REEL if meter in {(4, 4), (2, 2), (2, 4)} else TuneType.UNKNOWN
    return _fitting(_BOOK_TYPES.get(book, TuneType.UNKNOWN), meter)


def _fitting(kind: TuneType, meter: tuple[int, int]) -> TuneType:
    """UNKNOWN when the metre contradicts the type; a jig in 9/8 is a slip jig."""
    if kind is TuneType.JIG and meter == (9, 8):
        return TuneType.SLIP_JIG
    allowed = {
        TuneType.JIG: {(6, 8), (12, 8)},
        TuneType.SLIP_JIG: {(9, 8)},
        TuneType.WALTZ: {(3, 4), (3, 8)},
        TuneType.REEL: {(4, 4), (2, 2), (2, 4)},
        TuneType.HORNPIPE: {(4, 4), (2, 2), (2, 4), (3, 2)},
        TuneType.POLKA: {(2, 4), (4, 4)},
    }
    return kind if meter in allowed.get(kind, {meter}) else TuneType.UNKNOWN

"""What the net sees of a song: one melody line on its grid, the bars, the chords, and where new notes may begin.

A view of the score; the document's notes are never altered. Any seed gives a view: off the grid, polyphonic, one
note, none, a drum track.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from musegen_app.codecs.lead_sheet import LeadChord, LeadNote, LeadSection, LeadSheet, TuneType
from musegen_app.sampling.accents import Accents, accents_of
from musegen_app.sampling.frame import Frame, frame_of
from musegen_app.sampling.limits import FED_BARS
from musegen_app.sampling.messages import Hearing
from musegen_app.sampling.skyline import Line, is_articulation, skyline
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score, Track

BASS_PROGRAMS = range(32, 40)
MEAN_PITCH = 71  # about the mean of the tunes that melody nets learn from
NEAR = 14  # semitones a part may lie from there before the net hears it an octave nearer


@dataclass(frozen=True, slots=True)
class SeedView:
    """`line` is the melody of the seed; new notes begin at grid `start` or later, never before `join_tick`.

    `asked` is the grid position of the start tick asked for; `join_tick` is that tick, or the end of a melody note
    that is held beyond it, or the beat after one that was let go a little early. `why` is one sentence about
    `unheard`, "" if there are none. `octave` is where the part lies against the nets' usual range.
    """

    frame: Frame
    line: Line
    asked: int
    start: int
    join_tick: int
    chords: tuple[LeadChord, ...]
    sections: tuple[LeadSection, ...]
    written_key: Key | None
    accents: Accents
    octave: int
    unheard: tuple[int, ...]
    why: str
    fixed: tuple[LeadNote, ...] = ()  # the track's locked notes from `start` on, as cells that new notes keep clear of

    def sheet(self, hearing: Hearing) -> LeadSheet:
        """The seed as the codecs take it, with the key and tune type of `hearing`."""
        return LeadSheet(
            title="",
            source="",
            family="",
            tune_type=hearing.tune_type or TuneType.UNKNOWN,
            numerator=self.frame.numerator,
            denominator=self.frame.denominator,
            pickup=self.frame.pickup,
            length=self.start,
            key=hearing.key,
            notes=self.line.notes,
            chords=self.chords,
            sections=self.sections,
        )


def view_seed(score: Score, track_id: int, from_tick: int, start_tick: int, wish: Hearing) -> SeedView:
    """The view of the notes of a track that begin in [from_tick, start_tick); muted ones are not heard. An unknown
    track counts as empty."""
    track = next((t for t in score.tracks if t.id == track_id), Track())
    start_tick = max(0, start_tick)
    seed = [n for n in track.notes if from_tick <= n.start_tick < start_tick and not n.muted]
    change = score.meter.at(start_tick)
    since = 0 if change is score.meter.changes[0] else change.tick
    recent = [n for n in seed if n.start_tick >= start_tick - FED_BARS * change.bar_ticks]
    playable = [] if track.is_drums else [n for n in recent if n.start_tick >= since]
    first = playable[0].start_tick if playable else start_tick
    frame = frame_of(score.meter, first, start_tick, wish)
    frame = _at_music(frame, playable)
    join_tick, line = _joined(playable, frame, start_tick)
    unheard = tuple(sorted({n.id for n in recent} - {n.id for n in line.heard}))
    start = max(frame.nearest(join_tick), line.notes[-1].start + 1 if line.notes else 0)
    return SeedView(
        frame=frame,
        line=line,
        asked=frame.nearest(max(start_tick, _past_articulation(line, frame, start_tick) if line.heard else 0)),
        start=start,
        join_tick=join_tick,
        chords=_chords(score, frame),
        sections=_sections(score, frame),
        written_key=_written_key(score, start_tick),
        accents=accents_of(line.heard, frame),
        octave=octave_of(line.notes, track),
        unheard=unheard,
        why=_why(track, len(recent) - len(playable), line, frame),
        fixed=() if track.is_drums else _fixed(track, frame, start),
    )


def _fixed(track: Track, frame: Frame, start: int) -> tuple[LeadNote, ...]:
    """Locked notes that begin at grid `start` or later, widened to the grid; where they overlap, the highest."""
    cells: list[LeadNote] = []
    for note in track.notes:
        begin, end = frame.at_or_after(note.start_tick + 1) - 1, frame.at_or_after(note.end_tick)
        if not note.locked or begin < start:
            continue
        if cells and begin < cells[-1].start + cells[-1].duration:
            under = cells.pop()
            begin, end = under.start, max(end, under.start + under.duration)
            note = replace(note, pitch=max(note.pitch, under.pitch))
        cells.append(LeadNote(begin, end - begin, note.pitch))
    return tuple(cells)


def _at_music(frame: Frame, notes: list[Note]) -> Frame:
    """Grid 0 at the first note if that note stands late in its bar: a pickup, as tunes are written."""
    if frame.pickup or not notes:
        return frame
    first = frame.nearest(notes[0].start_tick)
    return frame.starting_at(first) if 2 * frame.place(first) >= frame.bar else frame


def _joined(notes: list[Note], frame: Frame, start_tick: int) -> tuple[int, Line]:
    """Where new notes may begin, and the melody up to there."""
    far = max([start_tick, *(n.end_tick for n in notes)])
    line = skyline(notes, frame, frame.nearest(far) + 1)
    if not line.heard:
        return start_tick, line
    join_tick = max(_past_articulation(line, frame, start_tick), line.heard[-1].end_tick)
    return join_tick, skyline(notes, frame, max(line.notes[-1].start + 1, frame.nearest(join_tick)))


def _past_articulation(line: Line, frame: Frame, start_tick: int) -> int:
    """`start_tick`, or the beat just after it if the last note was merely let go a little early."""
    if start_tick != line.heard[-1].end_tick:
        return start_tick
    end, onset = frame.nearest(start_tick), line.notes[-1].start
    beat = end + -frame.place(end) % frame.pulse
    return max(start_tick, frame.tick(beat)) if is_articulation(onset, end, beat) else start_tick


def _chords(score: Score, frame: Frame) -> tuple[LeadChord, ...]:
    """The written symbols; the one that holds at grid 0 is moved there. Of two at one place the later counts."""
    placed: dict[int, LeadChord] = {}
    for symbol in score.chords.symbols:
        grid = max(0, frame.nearest(symbol.tick))
        placed[grid] = LeadChord(grid, symbol.chord)
    return tuple(placed[g] for g in sorted(placed))


def _sections(score: Score, frame: Frame) -> tuple[LeadSection, ...]:
    """The user's formal parts; A' counts as A heard again."""
    heard: dict[str, int] = {}
    sections: dict[int, LeadSection] = {}
    for section in score.sections:
        letter = section.label.strip()[:1].upper()
        repeat = heard.get(letter, 0)
        heard[letter] = repeat + 1
        grid = max(0, frame.nearest(section.start_tick))
        sections[grid] = LeadSection(grid, letter, repeat)
    return tuple(sections[g] for g in sorted(sections))


def _written_key(score: Score, tick: int) -> Key | None:
    """The key signature that holds at `tick`, if the song has one."""
    change = None
    for candidate in score.keys:
        if change is None or candidate.tick <= tick:
            change = candidate
    return change.key if change else None


def octave_of(notes: tuple[LeadNote, ...], track: Track) -> int:
    """Octaves that a part with these notes lies above where melody nets are at home; 0 where it is near."""
    if not notes:
        return -2 if track.program in BASS_PROGRAMS and not track.is_drums else 0
    away = sum(n.pitch for n in notes) / len(notes) - MEAN_PITCH
    return round(away / 12) if abs(away) > NEAR else 0


def _why(track: Track, before: int, line: Line, frame: Frame) -> str:
    """One sentence about what the net does not hear; `before`: notes before a change of metre, or of a drum track."""
    if track.is_drums:
        return "This is a drum track, and the net writes melodies: it hears none of it." if before else ""
    parts = []
    if before:
        parts.append(f"{_count(before)} before the change of metre")
    if line.below:
        parts.append(f"{_count(len(line.below))} under the melody (the net hears one line, the highest)")
    if line.merged:
        parts.append(f"{_count(len(line.merged))} closer together than a twelfth of a quarter")
    sentence = f"Not heard: {', '.join(parts)}." if parts else ""
    if not frame.exact:
        near = f"The net has no such metre and hears {frame.numerator}/{frame.denominator}."
        return f"{sentence} {near}".strip()
    return sentence


def _count(n: int) -> str:
    return "1 note" if n == 1 else f"{n} notes"

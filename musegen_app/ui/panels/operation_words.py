"""What the operations are called in the window: on their buttons, on the big button, and where they are done."""

from __future__ import annotations

from musegen_app.score.time import MeterMap
from musegen_app.session.placing import By, Place
from musegen_app.session.tasks import Task
from musegen_app.ui.translation import marked, said

NAMES = {
    Task.CONTINUE: marked("Continue"),
    Task.FILL_IN: marked("Fill in"),
    Task.HARMONISE: marked("Harmonise"),
    Task.VARY: marked("Vary"),
    Task.MELODY: marked("Melody"),
    Task.ACCOMPANY: marked("Accompany"),
    Task.INTERPOLATE: marked("Interpolate"),
    Task.HUMANISE: marked("Humanise"),
    Task.FROM_NOTHING: marked("From nothing"),
}
TIPS = {
    Task.CONTINUE: marked("Write on from what is there (continuation)"),
    Task.FILL_IN: marked("Write these bars anew, from what is before them to what comes after (infilling)"),
    Task.HARMONISE: marked("Write voices or chords to the melody"),
    Task.VARY: marked("Write a part of the notes anew and leave the rest"),
    Task.MELODY: marked("Write a melody over the chords and parts that are there"),
    Task.ACCOMPANY: marked("Write bass, chords or drums to what is there"),
    Task.INTERPOLATE: marked("Lead this passage over to another one, as far as you say"),
    Task.HUMANISE: marked("Draw timing and force of the notes again, as somebody would play them"),
    Task.FROM_NOTHING: marked("Write without listening to what is before"),
}
_DOING = {
    Task.FILL_IN: marked("Fill in {0}"),
    Task.HARMONISE: marked("Harmonise {0}"),
    Task.VARY: marked("Vary {0}"),
    Task.MELODY: marked("Melody for {0}"),
    Task.ACCOMPANY: marked("Accompany {0}"),
    Task.INTERPOLATE: marked("Interpolate {0}"),
    Task.HUMANISE: marked("Humanise {0}"),
}


def bars_text(low: int, high: int, meter: MeterMap) -> str:
    """`bar 5`, `bars 5–8`, as the user counts."""
    first, last = meter.position(low).bar + 1, meter.position(max(low, high - 1)).bar + 1
    return said("bar {0}").format(first) if first == last else said("bars {0}–{1}").format(first, last)


def notes_text(count: int) -> str:
    return said("1 note") if count == 1 else said("{0} notes").format(count)


def title(task: Task, place: Place | None, meter: MeterMap, bars: int) -> str:
    """What the big button will do, and where: "Fill in bars 5–8", "Vary 3 notes"."""
    if place is None:
        return said(NAMES[task])
    if task.goes_on:
        return _onward(task, place, meter, bars)
    what = notes_text(len(place.note_ids)) if place.note_ids and task.rewrites else None
    return said(_DOING[task]).format(what or bars_text(place.low, place.high, meter))


def _onward(task: Task, place: Place, meter: MeterMap, bars: int) -> str:
    anew = task is Task.FROM_NOTHING
    if place.high > place.low:
        words = bars_text(place.low, place.high, meter)
        return said("{0} from nothing").format(words.capitalize()) if anew else said("Continue into {0}").format(words)
    if bars == 1:
        return said("1 bar from nothing") if anew else said("Continue 1 bar")
    return (said("{0} bars from nothing") if anew else said("Continue {0} bars")).format(bars)


def where(task: Task, place: Place | None, meter: MeterMap, track: str) -> str:
    """Which bars, and what says so: "Bars 5–8, as marked"."""
    if place is None:
        return said("Mark bars, select notes, or put the loop around the bars to fill")
    if task.goes_on and place.high <= place.low:
        return _behind(place, meter, track)
    bars = bars_text(place.low, place.high, meter)
    if place.by is By.NOTES and task.rewrites:
        found = said("The selected note in {0}") if len(place.note_ids) == 1 else said("{1} selected notes in {0}")
        return found.format(bars, len(place.note_ids))
    words = {
        By.MARKED: said("{0}, as marked"),
        By.NOTES: said("{0}, of the selected notes"),
        By.LOOP: said("{0}, the loop"),
        By.SONG: said("{0}, the whole song"),
        By.END: "{0}",
    }
    return _upper(words[place.by].format(bars))


def _behind(place: Place, meter: MeterMap, track: str) -> str:
    if not place.low:
        return said("From the beginning")
    after = meter.position(place.low - 1).bar + 1
    if place.by is By.NOTES:
        return said("After the selected notes, from bar {0} on").format(meter.position(place.low).bar + 1)
    return said("After bar {0}, the end of {1}").format(after, track) if track else said("After bar {0}").format(after)


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def passage_text(name: str, low: int, high: int, meter: MeterMap) -> str:
    """A second passage by its name in `placing.second_passages`."""
    bars = bars_text(low, high, meter)
    kind, _, label = name.partition(":")
    words = {
        "after": said("{0}, right after"),
        "before": said("{0}, right before"),
        "loop": said("{0}, the loop"),
        "section": said("{0}, section {1}"),
    }
    return _upper(words[kind].format(bars, label))

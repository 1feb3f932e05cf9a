"""What every key of the program does, as data: one entry a command, and one a way without a command.

`changes` are names of `key_bench.WATCHED`: exactly these are other than before. `then` looks closer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication

from musegen_app.engine import messages as engine_messages
from musegen_app.sampling import messages as worker_messages
from musegen_app.sampling.take import Take
from musegen_app.score import edits
from tests.ui.commands.key_bench import Bench
from tests.ui.conftest import settle

BAR = 3840
STEP = 240
Doing = Callable[[Bench], object]


def nothing(_bench: Bench) -> None:
    """The state after `Bench.reset` will do."""


@dataclass(frozen=True)
class Effect:
    changes: frozenset[str]
    before: Doing = nothing
    then: Doing = lambda _bench: True
    may: frozenset[str] = frozenset()


def effect(changes: str, before: Doing = nothing, then: Doing = lambda _bench: True, may: str = "") -> Effect:
    return Effect(frozenset(changes.split()), before, then, frozenset(may.split()))


def tapped(bench: Bench) -> None:
    """Once; the next tap is half a second later."""
    times = iter((10.0, 10.5))
    bench.shell.song.now = lambda: next(times)
    bench.shell.actions["tap_tempo"].trigger()


def edited(bench: Bench) -> None:
    bench.edit()


def first(bench: Bench) -> None:
    bench.choose(0)


def all_of_them(bench: Bench) -> None:
    bench.shell.roll.select_all()


def later(bench: Bench) -> None:
    bench.shell.session.transport.seek(2 * BAR + 100)


def chord(bench: Bench) -> None:
    bench.show_notes((0, 960, 60), (30, 100, 64), (1000, 500, 67))


def sent(kind: type) -> Doing:
    return lambda bench: bench.engine.last(kind) is not None


def on(name: str) -> Doing:
    return lambda bench: bench.shell.actions[name].trigger()


def is_at(tick: int) -> Doing:
    return lambda bench: bench.shell.session.transport.state.tick == tick


def note_is(start: int, ticks: int, pitch: int) -> Doing:
    """The one note that is selected."""
    return lambda bench: (
        [(n.start_tick, n.duration_ticks, n.pitch) for n in bench.shell.roll.stage.selected_notes()]
        == [(start, ticks, pitch)]
    )


def velocity_is(value: int) -> Doing:
    return lambda bench: bench.notes[0].velocity == value


def tool_is(name: str) -> Doing:
    return lambda bench: bench.shell.roll.tool == name


def snap_is(name: str) -> Doing:
    return lambda bench: bench.shell.roll.snap == name


def copied(bench: Bench) -> None:
    bench.choose(0, 1)
    bench.shell.roll.copy()
    bench.shell.session.transport.seek(5 * BAR)


def asked(name: str) -> Doing:
    return lambda bench: bench.asked.names == [name]


def opened(name: str) -> Doing:
    return lambda bench: name in bench.seen()["windows"]  # type: ignore[operator]


def focus_inside(part: str) -> Doing:
    return lambda bench: getattr(bench.shell, part).isAncestorOf(QApplication.focusWidget())


def loop_on(bench: Bench) -> None:
    bench.shell.session.transport.set_loop(False, BAR, 2 * BAR)


def marked(bench: Bench) -> None:
    """A section in bar 3."""
    document = bench.shell.session.document
    document.replace(edits.set_section(document.score, 2 * BAR, "B"), None)
    bench.shell.session.transport.seek(BAR)


def two_takes(bench: Bench) -> None:
    bench.take()
    bench.shell.session.compose.again()
    settle(bench.shell.session)


def marked_take(bench: Bench) -> None:
    bench.take()
    bench.shell.roll.set_take_range(5 * BAR, 6 * BAR)


def current(bench: Bench) -> Take:
    take = bench.shell.session.compose.current
    assert take is not None
    return take


def stars_are(stars: int) -> Doing:
    return lambda bench: current(bench).rating == stars


def same_dice(bench: Bench) -> bool:
    begun = [c.rng_seed for c in bench.inference.sent if isinstance(c, worker_messages.Begin)]
    return len(begun) > 1 and begun[-1] == begun[-2]


COMMAND_EFFECTS: dict[str, Effect] = {
    # -- File
    "new_song": effect("score title track", may="zoom folds selection"),
    "open_song": effect("asked", then=asked("path_to_open")),
    "save": effect("asked", edited, asked("path_to_save")),
    "save_as": effect("asked", then=asked("path_to_save")),
    "import_song": effect("asked", then=asked("path_to_open")),
    "export_midi": effect("asked", then=asked("path_to_export")),
    "export_wav": effect("windows", then=opened("ExportDialog")),
    "quit": effect("asked", then=lambda bench: bench.closed == 1),
    # -- Edit
    "undo": effect("score", edited, velocity_is(80)),
    "redo": effect("score", lambda bench: (bench.edit(), bench.shell.session.document.undo()), velocity_is(9)),
    "show_history": effect("folds", may="zoom"),
    "cut": effect("score selection clipboard", first, lambda bench: len(bench.notes) == 31),
    "copy": effect("clipboard", first),
    "paste": effect("score selection", copied, lambda bench: bench.shape[-2][0] == 5 * BAR),
    "duplicate": effect("score selection", first, note_is(480, 480, 62)),
    "delete": effect("score selection", first, lambda bench: len(bench.notes) == 31),
    "select_all": effect("selection", then=lambda bench: len(bench.shell.roll.selection) == 32),
    "select_inverted": effect("selection", first, lambda bench: len(bench.shell.roll.selection) == 31),
    # -- Notes
    "semitone_up": effect("score", first, note_is(0, 480, 63)),
    "semitone_down": effect("score", first, note_is(0, 480, 61)),
    "octave_up": effect("score", first, note_is(0, 480, 74)),
    "octave_down": effect("score", first, note_is(0, 480, 50)),
    "scale_up": effect("score", first, note_is(0, 480, 64)),
    "scale_down": effect("score", first, note_is(0, 480, 61)),  # C sharp, in D major
    "nudge_left": effect("score", lambda bench: bench.choose(1), note_is(240, 480, 64)),
    "nudge_right": effect("score", first, note_is(240, 480, 62)),
    "fine_left": effect("score", lambda bench: bench.choose(1), note_is(470, 480, 64)),
    "fine_right": effect("score", first, note_is(10, 480, 62)),
    "nudge_bar_left": effect("score", lambda bench: bench.choose(8), note_is(0, 480, 62)),
    "nudge_bar_right": effect("score", first, note_is(BAR, 480, 62)),
    "longer": effect("score", first, note_is(0, 720, 62)),
    "shorter": effect("score", first, note_is(0, 240, 62)),
    "louder": effect("score", first, velocity_is(85)),
    "softer": effect("score", first, velocity_is(75)),
    "louder_by_one": effect("score", first, velocity_is(81)),
    "softer_by_one": effect("score", first, velocity_is(79)),
    "legato": effect("score", chord, lambda bench: bench.shape[1][:2] == (30, 970)),
    "trim_overlaps": effect(
        "score",
        lambda bench: bench.show_notes((0, 960, 60), (480, 480, 60)),
        lambda bench: bench.shape == [(0, 480, 60), (480, 480, 60)],
    ),
    "reverse": effect("score", chord, lambda bench: bench.shape[0] == (0, 500, 67)),
    "invert": effect("score", chord, lambda bench: [n[2] for n in bench.shape] == [67, 63, 60]),
    "knife_tool": effect("tool", then=tool_is("knife")),
    "glue_tool": effect("tool", then=tool_is("glue")),
    "swipe_tool": effect("tool", then=tool_is("swipe")),
    "stamp_tool": effect("tool", then=tool_is("stamp")),
    "step_input": effect("step"),
    "quantise": effect("score", chord, lambda bench: [n[0] for n in bench.shape] == [0, 0, 960]),
    "quantise_settings": effect("windows", then=opened("QuantisePanel")),
    "split": effect("score selection", first, lambda bench: bench.shape[:2] == [(0, 240, 62), (240, 240, 62)]),
    "join": effect(
        "score selection",
        lambda bench: bench.show_notes((0, 100, 60), (480, 480, 60)),
        lambda bench: bench.shape == [(0, 960, 60)],
    ),
    "mute_notes": effect("score", first, lambda bench: [n.muted for n in bench.notes[:2]] == [True, False]),
    "lock_notes": effect("score", first, lambda bench: [n.locked for n in bench.notes[:2]] == [True, False]),
    # -- Track
    "add_track": effect(
        "score track", then=lambda bench: len(bench.seen()["score"].tracks) == 4, may="selection typing"
    ),  # type: ignore[attr-defined]
    "duplicate_track": effect(
        "score track", then=lambda bench: len(bench.seen()["score"].tracks) == 4, may="selection"
    ),  # type: ignore[attr-defined]
    "rename_track": effect("typing", then=focus_inside("track_list")),
    "move_track_up": effect("score", on("next_track")),
    "move_track_down": effect("score"),
    "mute_track": effect("score", then=lambda bench: bench.seen()["score"].tracks[0].mute),  # type: ignore[attr-defined]
    "solo_track": effect("score", then=lambda bench: bench.seen()["score"].tracks[0].solo),  # type: ignore[attr-defined]
    "arm_track": effect("armed"),
    "mix_track": effect("windows", then=opened("MixPopover")),
    "next_track": effect("track"),
    "previous_track": effect("track", on("next_track")),
    # -- Song
    "add_marker": effect("typing folds", may="windows"),
    "previous_marker": effect("tick", lambda bench: (marked(bench), later(bench)), is_at(2 * BAR)),
    "next_marker": effect("tick", marked, is_at(2 * BAR)),
    "tap_tempo": effect("score", tapped, lambda bench: bench.seen()["score"].tempo.changes[0].bpm == 120),  # type: ignore[attr-defined]
    "type_chords": effect("typing", may="windows folds"),
    "next_strip": effect(""),
    # -- Compose
    "generate": effect("take", may="playing tick"),  # "listen at once" is on
    "again": effect("take", lambda bench: bench.take(), may="playing tick"),
    "keep": effect("score take", lambda bench: bench.take(), may="selection"),
    "discard": effect("take", lambda bench: bench.take()),
    "auto_apply": effect("", then=lambda bench: bench.shell.operations.auto),
    "hear_alone": effect("", lambda bench: bench.take(), lambda bench: bench.shell.session.compose.alone),
    "next_take": effect("take", lambda bench: (bench.take(), on("again")(bench), on("previous_take")(bench))),
    "previous_take": effect("take", lambda bench: (bench.take(), on("again")(bench))),
    "again_same_dice": effect("", lambda bench: bench.take(), same_dice, may="playing tick"),
    "toggle_ab": effect("take", two_takes),
    "use_bars": effect("take", marked_take, lambda bench: bool(current(bench).pieces)),
    "unuse_bars": effect("take", lambda bench: (marked_take(bench), on("use_bars")(bench))),
    "rate_0": effect("", lambda bench: (bench.take(), on("rate_5")(bench)), stars_are(0)),
    **{f"rate_{stars}": effect("", lambda bench: bench.take(), stars_are(stars)) for stars in range(1, 6)},
    # -- Play
    "play_or_stop": effect("playing"),
    "continue_playing": effect("playing", may="tick"),
    "play_selection": effect("playing", lambda bench: bench.choose(8), may="tick loop"),
    "to_start": effect("tick", later, is_at(0)),
    "to_end": effect("tick", then=is_at(4 * BAR)),
    "bar_back": effect("tick", later, is_at(2 * BAR)),
    "bar_forward": effect("tick", then=is_at(BAR)),
    "loop": effect("loop", loop_on, lambda bench: bench.shell.session.transport.state.loop),
    "loop_selection": effect("loop", lambda bench: bench.choose(8, 9), lambda bench: bench.seen()["loop"][1] == BAR),  # type: ignore[index]
    "metronome": effect("metronome"),
    "panic": effect("", then=sent(engine_messages.Panic)),
    "sound_settings": effect("windows", then=opened("SoundDialog")),
    "midi_settings": effect("windows", then=opened("MidiDialog")),
    # -- Record
    "record": effect("recording", may="playing tick"),
    "record_with_count_in": effect("recording", may="playing tick"),
    "capture": effect(""),
    "punch": effect("punch", first, lambda bench: bench.seen()["punch"] == (True, 0, 480)),
    "punch_in": effect("punch", first),
    "punch_out": effect("punch", first),
    "keyboard_plays": effect("keyboard"),
    # -- View
    "draw_tool": effect("tool", then=tool_is("draw")),
    "select_tool": effect("tool", on("erase_tool"), tool_is("select")),
    "erase_tool": effect("tool", then=tool_is("erase")),
    "grid_finer": effect("snap", then=snap_is("1/32")),
    "grid_coarser": effect("snap", then=snap_is("1/8")),
    "grid_triplet": effect("snap", then=snap_is("1/16T")),
    "snap": effect("snap", then=snap_is("off")),
    "zoom_in": effect("zoom"),
    "zoom_out": effect("zoom", on("zoom_in")),
    "zoom_fit": effect("zoom", on("zoom_in")),
    "zoom_height": effect("zoom", lambda bench: bench.show_notes((0, 960, 20), (0, 960, 110))),
    "zoom_selection": effect("zoom", first),
    "zoom_back": effect("zoom", lambda bench: (first(bench), on("zoom_selection")(bench))),
    "scale_highlight": effect("scale"),
    "fold_scale": effect("rows", may="zoom"),
    "fold_used": effect("rows", may="zoom"),
    "ghost_notes": effect("ghosts"),
    "follow": effect("follow"),
    "show_tracks": effect("folds", may="zoom"),
    "show_compose": effect("folds", may="zoom"),
    "velocity_panel": effect("folds"),
    "show_mixer": effect("folds"),
    "next_lane": effect(""),
    "next_region": effect("", then=lambda bench: not bench.shell.roll.canvas.hasFocus(), may="typing"),
    "previous_region": effect("", then=lambda bench: not bench.shell.roll.canvas.hasFocus(), may="typing"),
    # -- Help
    "command_palette": effect("typing", may="windows"),
    "key_list": effect("windows", may="typing"),
}

# Rows of `piano_roll.keys.TABLE` that are no command of a menu, by their keys.
ROLL_EFFECTS: dict[str, Effect] = {
    "Tab": effect("selection", first, note_is(480, 480, 64)),
    "Shift+Tab": effect("selection", lambda bench: bench.choose(1), note_is(0, 480, 62)),
}

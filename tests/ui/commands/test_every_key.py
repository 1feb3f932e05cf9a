"""Every key of the program, pressed on the real window: it does what is declared for it, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from musegen_app.ui.commands.catalog import COMMANDS, Menu
from musegen_app.ui.piano_roll.keys import HOLDS, TABLE
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine, FakeInference
from tests.ui.commands.key_bench import WATCHED, Bench
from tests.ui.commands.key_effects import COMMAND_EFFECTS, ROLL_EFFECTS, Effect
from tests.ui.commands.key_matrix import MATRIX

pytestmark = pytest.mark.qt


@pytest.fixture
def bench(shell: Shell, engine: FakeEngine, inference: FakeInference) -> Bench:
    return Bench(shell, engine, inference)


def trial(bench: Bench, key: str, effect: Effect) -> str:
    """Press it; what is wrong then, "" if nothing."""
    bench.reset()
    effect.before(bench)
    QApplication.processEvents()
    before = bench.seen()
    bench.press(key)
    after = bench.seen()
    changed = {name for name in WATCHED if before[name] != after[name]}
    if missing := effect.changes - changed:
        return f"does not change {sorted(missing)}"
    if more := changed - effect.changes - effect.may:
        return f"changes {sorted(more)} as well"
    return "" if effect.then(bench) else "changes the right thing in the wrong way"


@pytest.mark.parametrize("menu", list(Menu))
def test_every_key_of_a_menu_does_what_it_says(bench: Bench, menu: Menu) -> None:
    wrong: list[str] = []
    for command in (c for c in COMMANDS if c.menu is menu and c.name in COMMAND_EFFECTS):
        for key in command.keys:
            problem = trial(bench, key, COMMAND_EFFECTS[command.name])
            if problem:
                wrong.append(f"{key} ({command.name}) {problem}")
    bench.reset()
    assert wrong == []


def test_every_key_of_the_roll_does_what_it_says(bench: Bench) -> None:
    names = {QKeySequence(k).toString(): c.name for c in COMMANDS for k in c.keys}
    wrong: list[str] = []
    for row in TABLE:
        key = QKeySequence(row.keys).toString()
        effect = COMMAND_EFFECTS[names[key]] if key in names else ROLL_EFFECTS[row.keys]
        problem = trial(bench, row.keys, effect)
        if problem:
            wrong.append(f"{row.keys} ({row.method}) {problem}")
    assert wrong == []


def test_no_key_is_without_a_declared_effect() -> None:
    assert [c.name for c in COMMANDS if c.keys and c.name not in COMMAND_EFFECTS] == []
    assert [name for name in COMMAND_EFFECTS if not any(c.name == name and c.keys for c in COMMANDS)] == []


def test_the_trial_notices_a_wrong_effect(bench: Bench) -> None:
    wrong = Effect(frozenset({"tool"}))
    assert "does not change" in trial(bench, "Home", wrong)
    assert "as well" in trial(bench, "B", Effect(frozenset()))
    assert "wrong way" in trial(bench, "B", Effect(frozenset({"tool"}), then=lambda _bench: False))


def test_every_row_of_the_matrix_is_bound() -> None:
    """The keys that composers expect (from the keymaps of six editors), each to the command that does it."""
    bound = {QKeySequence(k).toString(): c.name for c in COMMANDS for k in c.keys}
    bound |= {QKeySequence(row.keys).toString(): row.method for row in TABLE if row.keys in ROLL_EFFECTS}
    lost = [
        f"{action}: {key} should be {name}, is {bound.get(QKeySequence(key).toString())}"
        for action, keys in MATRIX
        for key, name in keys
        if bound.get(QKeySequence(key).toString()) != name
    ]
    assert lost == []


def test_no_menu_letter_is_a_key_of_notes() -> None:
    letters = {QKeySequence(f"Alt+{m.value[m.value.index('&') + 1]}").toString(): m.name for m in Menu}
    assert len(letters) == len(Menu)
    assert [f"{k} opens {letters[k]}" for c in COMMANDS for k in c.keys if k in letters] == []


def test_letters_inside_a_menu_are_not_given_twice_too_often(bench: Bench) -> None:
    """A letter twice in one menu still works, by pressing it again; in the Notes and Edit menu there is none."""
    for menu in (Menu.EDIT, Menu.NOTES):
        homes = {c.submenu for c in COMMANDS if c.menu is menu}
        for home in homes:
            texts = [c.text for c in COMMANDS if c.menu is menu and c.submenu == home and "&" in c.text]
            counted = Counter(t[t.index("&") + 1].lower() for t in texts)
            assert [letter for letter, times in counted.items() if times > 1] == [], (menu, home)


# -- letters, digits, repeats ----------------------------------------------------------------------------------------

LETTERS = [chr(c) for c in range(ord("A"), ord("Z") + 1)]


def test_while_the_keyboard_plays_no_letter_is_a_command(bench: Bench) -> None:
    bench.reset()
    bench.shell.piano.keyboard_plays(True)
    bench.choose(0)
    before = bench.seen()
    for letter in LETTERS:
        bench.press(letter)
    changed = {name for name in WATCHED if before[name] != bench.seen()[name]}
    bench.shell.piano.keyboard_plays(False)
    assert changed == set()


def test_digits_mean_a_velocity_only_while_notes_are_selected(bench: Bench) -> None:
    bench.reset()
    before = bench.seen()
    for digit in "10":
        bench.press(digit)
    assert {name for name in WATCHED if before[name] != bench.seen()[name]} == set()
    bench.choose(0)
    for key in ("1", "0", "1", "Return"):
        bench.press(key)
    assert bench.notes[0].velocity == 101


def repeated(bench: Bench, key: str, times: int) -> None:
    """The key held down: one press, and what the keyboard repeats."""
    pair = QKeySequence(key)[0]
    canvas = bench.shell.roll.canvas
    QTest.keyPress(canvas, pair.key(), pair.keyboardModifiers())
    for _ in range(times):
        event = QKeyEvent(QEvent.Type.KeyPress, pair.key(), pair.keyboardModifiers(), "", True)
        QApplication.sendEvent(canvas, event)
    QTest.keyRelease(canvas, pair.key(), pair.keyboardModifiers())


def test_held_keys_of_the_roll_repeat_only_where_that_is_meant(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.reset()
    wrong: list[str] = []
    for row in TABLE:
        bench.choose(8)
        calls: list[object] = []
        with monkeypatch.context() as patch:
            patch.setattr(bench.shell.roll, row.method, lambda *_arguments, found=calls: found.append(1))
            repeated(bench, row.keys, 3)
        if len(calls) != (4 if row.repeats else 1):
            wrong.append(f"{row.keys}: {len(calls)} times")
    assert wrong == []


def test_commands_repeat_only_where_that_is_meant(shell: Shell) -> None:
    assert [c.name for c in COMMANDS if shell.actions[c.name].autoRepeat() is not c.repeats] == []


def test_space_presses_no_focused_button(bench: Bench) -> None:
    """On every button that can have the keyboard: Space plays and stops, the button stays up."""
    bench.reset()
    shell, wrong = bench.shell, []
    for button in shell.window.findChildren(QAbstractButton):
        if not button.isVisible() or not button.isEnabled() or button.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        pressed: list[bool] = []
        button.pressed.connect(lambda found=pressed: found.append(True))
        button.setFocus()
        if not button.hasFocus():
            continue
        before = shell.session.transport.state.playing
        QTest.keyClick(button, Qt.Key.Key_Space)
        if pressed or shell.session.transport.state.playing is before:
            wrong.append(f"{type(button).__name__} {button.accessibleName() or button.text()}")
        shell.session.transport.stop()
    assert wrong == []


def test_in_a_text_letters_are_letters(bench: Bench) -> None:
    bench.reset()
    title = bench.shell.bar.title
    QTest.mouseClick(title, Qt.MouseButton.LeftButton)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    before = bench.seen()
    QTest.keyClicks(title, "qwertzuiopasdfghjklyxcvbnm1234567890,.-")
    changed = {name for name in WATCHED if before[name] != bench.seen()[name]}
    QTest.keyClick(title, Qt.Key.Key_Escape)
    assert changed == set()


def test_held_tools_are_commands_too() -> None:
    """What B, E and I choose in the roll, the menu chooses from anywhere."""
    by_key = {key: c.name for c in COMMANDS for key in c.keys}
    assert {letter: by_key.get(letter, "") for letter in HOLDS} == {
        "B": "draw_tool",
        "E": "erase_tool",
        "I": "swipe_tool",
        "J": "",
    }

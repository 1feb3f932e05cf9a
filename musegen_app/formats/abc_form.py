"""Repeats, endings and parts unfolded: an ABC voice as written becomes the elements as heard, in blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from musegen_app.base.errors import FileFormatError
from musegen_app.formats.abc_elements import Bar, Element, Ending, PartMark, Sound

MAX_HEARD = 400_000


@dataclass(slots=True)
class Block:
    """Music between repeat signs, double bars or part marks; `part` is the letter of its `P:` mark or ""."""

    part: str
    body: list[Element] = field(default_factory=list)
    endings: list[tuple[frozenset[int], list[Element]]] = field(default_factory=list)
    again: int = 0

    @property
    def sounds(self) -> bool:
        rows = [self.body, *(music for _, music in self.endings)]
        return any(isinstance(e, Sound) for row in rows for e in row)

    @property
    def times(self) -> int:
        """How often the block is heard."""
        last = max((max(p) for p, _ in self.endings), default=1)
        return max(last, self.again + 1)

    def heard(self, pass_number: int) -> list[Element]:
        """The music of one pass, counted from 1."""
        music = list(self.body)
        for passes, ending in self.endings:
            if pass_number in passes:
                music += ending
        return music


@dataclass(frozen=True, slots=True)
class Heard:
    """One pass through a block: which block (by number), its part letter and its elements."""

    block: int
    part: str
    elements: list[Element]


def blocks_of(elements: list[Element]) -> list[Block]:
    """Cut a voice at part marks, repeat signs and double bars."""
    blocks: list[Block] = []
    block = Block("")
    current = block.body
    sounded = False
    for i, element in enumerate(elements):
        sounded = sounded or isinstance(element, Sound)
        if isinstance(element, PartMark):
            blocks.append(block)
            block, sounded = Block(element.label), False
            current = block.body
            continue
        if isinstance(element, Ending):
            current = []
            block.endings.append((element.passes, current))
            continue
        current.append(element)
        if not isinstance(element, Bar):
            continue
        block.again = max(block.again, element.again)
        if _closes(element, elements[i + 1 : i + 5], sounded):
            blocks.append(block)
            block, sounded = Block(block.part), False
            current = block.body
    return _joined([*blocks, block])


def _closes(bar: Bar, after: list[Element], sounded: bool) -> bool:
    """Does this bar line end the block? Not before another ending of the same repeat."""
    following = next((e for e in after if isinstance(e, Ending | Sound)), None)
    if isinstance(following, Ending) and bar.again and not bar.opens and following.passes != {1}:
        return False
    return bar.again > 0 or bar.opens or (bar.double and sounded and not isinstance(following, Ending))


def _joined(blocks: list[Block]) -> list[Block]:
    """Blocks without sound (only marks) are put in front of the next one."""
    kept: list[Block] = []
    carried: list[Element] = []
    for block in blocks:
        if not block.sounds:
            carried += [e for e in block.body if not isinstance(e, Bar)]
            continue
        block.body[:0] = carried
        carried = []
        kept.append(block)
    return kept


def heard(elements: list[Element], order: list[str]) -> list[Heard]:
    """The voice as heard. `order` is a playing order of part letters ([]: as written). Raises FileFormatError."""
    blocks = blocks_of(elements)
    passes: list[Heard] = []
    length = 0
    for number in _sequence(blocks, order):
        for turn in range(1, min(blocks[number].times, 32) + 1):
            music = blocks[number].heard(turn)
            length += len(music)
            if length > MAX_HEARD:
                raise FileFormatError("The repeats of this ABC tune unfold into more than 400,000 notes.")
            passes.append(Heard(number, blocks[number].part, music))
    return passes


def _sequence(blocks: list[Block], order: list[str]) -> list[int]:
    """Block numbers in playing order; the written order when a letter of `order` has no part."""
    parts = {b.part for b in blocks}
    if not order or not set(order) <= parts:
        return list(range(len(blocks)))
    head = [i for i, b in enumerate(blocks) if b.part == ""]
    return head + [i for letter in order for i, b in enumerate(blocks) if b.part == letter]

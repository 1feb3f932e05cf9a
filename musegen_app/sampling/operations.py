"""What the operations are called, and the sentence for one that a model has not learned."""

from __future__ import annotations

from collections.abc import Collection

from musegen_app.sampling.messages import OperationKind

WORDS = {
    OperationKind.CONTINUE: "continue",
    OperationKind.INFILL: "fill in bars",
    OperationKind.HARMONISE: "harmonise a melody",
    OperationKind.ACCOMPANY: "accompany",
    OperationKind.MELODY: "write a melody over chords",
    OperationKind.VARY: "vary what is there",
    OperationKind.INTERPOLATE: "go from one passage to another",
    OperationKind.HUMANISE: "humanise what is there",
}


def in_words(kinds: Collection[OperationKind]) -> str:
    """ "continue, fill in bars and harmonise a melody", in the order of the catalog."""
    words = [WORDS[kind] for kind in OperationKind if kind in kinds]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1] if words else "")))


def refusal(bundle: str, kind: OperationKind, able: Collection[OperationKind]) -> str:
    """Why `bundle` does not do what it was asked for."""
    return f"The model {bundle} cannot {WORDS[kind]}: it can {in_words(able)}."

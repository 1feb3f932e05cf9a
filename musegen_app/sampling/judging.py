"""Puts the critic's marks together for a take, and judges the takes of a request once their notes are out."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.sampling.critic import Critique, combined
from musegen_app.sampling.critic_form import form
from musegen_app.sampling.critic_music import music_of
from musegen_app.sampling.critic_norms import norms_of
from musegen_app.sampling.critic_rules import rules
from musegen_app.sampling.critic_surprise import originality, probability
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.likeness import Nearest
from musegen_app.sampling.messages import Begin, NotesProposed, TakeDone, TakeJudged
from musegen_app.sampling.nearest_passage import nearest_passage
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score


def nearest_of(take: Take, score: Score, bundle: LoadedBundle) -> Nearest | None:
    """None for a bundle that does not tell what it learned from."""
    return None if bundle.index is None else nearest_passage(bundle.index, take, score.meter)


def critique_of(take: Take, score: Score, bundle: LoadedBundle, nearest: Nearest | None = None) -> Critique:
    """`score` is the song that the take was written for."""
    music, norms = music_of(take, score), norms_of(bundle.family.codec)
    return combined(probability(music, norms), originality(nearest), form(music, norms), rules(music, norms))


def judged(take: Take, score: Score, bundle: LoadedBundle) -> Take:
    """The finished take with what is to be said of it; one without notes as it is."""
    if not take.notes:
        return take
    nearest = nearest_of(take, score, bundle)
    return replace(take, critique=critique_of(take, score, bundle, nearest), nearest=nearest)


class Judge:
    """Follows what is proposed for one request, and says of each take that is done what is to be said of it.

    Puts the takes together as the session does, so that places of notes mean the same there; only when one is judged,
    for the reports are on their way to the session.
    """

    def __init__(self, begin: Begin, bundle: LoadedBundle) -> None:
        self._begin = begin
        self._bundle = bundle
        self._takes: dict[int, Take] = {}
        self._heard: dict[int, list[NotesProposed | TakeDone]] = {}  # not in the takes yet
        self._waiting: list[int] = []

    @property
    def waits(self) -> bool:
        """Is there a take to be judged?"""
        return bool(self._waiting)

    def hear(self, report: NotesProposed | TakeDone) -> None:
        """What the session is told too."""
        self._heard.setdefault(report.index, []).append(report)
        if report.index in self._waiting:
            self._waiting.remove(report.index)
        if isinstance(report, TakeDone):
            self._waiting.append(report.index)

    def judge(self) -> TakeJudged | None:
        """The next verdict, if one is due."""
        while self._waiting:
            index = self._waiting.pop(0)
            take = judged(self._put_together(index), self._begin.score, self._bundle)
            if take.critique is not None:
                return TakeJudged(self._begin.request, index, take.critique, take.nearest)
        return None

    def _put_together(self, index: int) -> Take:
        take = self._takes.get(index) or Take.begun(self._begin, self._bundle.name, index)
        for report in self._heard.pop(index, ()):
            take = take.merged(report) if isinstance(report, NotesProposed) else take.finished(report)
        self._takes[index] = take
        return take

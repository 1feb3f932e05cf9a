"""The autoregressive head of a chorale net: the voices of a step in any order, each given those that are there.

An orderless NADE (Uria, Murray and Larochelle 2014) over four softmax visibles (RNN-NADE: Boulanger-Lewandowski et al.
2012). The value of a voice is a sum of logits: of the value itself, of its distance from the pitch before, of the
interval that it makes with each voice that is given, of its degree in the key, and of what followed the same music
earlier. Four of these five are the same in every transposition.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from musegen_app.nets.satb_past import VOICES, SatbConfig


class SatbNade(nn.Module):
    """One small net for each voice over the history; `given` says what is there of the step."""

    def __init__(self, config: SatbConfig) -> None:
        super().__init__()
        self.config, size = config, config.head
        self.project = nn.Linear(config.history, VOICES * size)
        self.given = nn.Embedding(VOICES * VOICES * config.given, size)
        self.mix = nn.ModuleList(nn.Linear(size, size) for _ in range(VOICES))
        self.out = nn.ModuleList(nn.Linear(size, config.values + 1 + sum(config.families)) for _ in range(VOICES))
        self.dropout = nn.Dropout(config.dropout)
        nn.init.normal_(self.given.weight, std=0.1)

    def prepare(self, history: Tensor) -> Tensor:
        """(…, history) → (…, 4, size): once a step, whatever the order of the voices."""
        prepared: Tensor = self.project(history).unflatten(-1, (VOICES, self.config.head))
        return prepared

    def voice(self, v: int, prepared: Tensor, given: Tensor, relations: Tensor, match: Tensor) -> Tensor:
        """Logits of the values of voice `v` (N, values).

        prepared (N, 4, size) · given (N, 4) what is there of each voice, 0 = nothing yet · relations (N, families,
        pitches) where each pitch finds its logit in each family · match (N): 1 + the value that followed, 0 = none.
        """
        c = self.config
        rows = given + c.given * (VOICES * v + torch.arange(VOICES, device=given.device))
        x = torch.tanh(prepared[:, v] + nn.functional.embedding_bag(rows, self.given.weight, mode="sum"))
        x = self.dropout(torch.tanh(self.mix[v](x) + x))
        out = self.out[v](x)
        plain, copy, related = out[:, : c.values], out[:, c.values], out[:, c.values + 1 :]
        found = related.gather(1, relations.flatten(1)).view(-1, len(c.families), c.pitches).sum(1)
        copied = torch.zeros(len(plain), c.values + 1, device=plain.device, dtype=plain.dtype)
        copied = copied.scatter(1, match.unsqueeze(1), copy.unsqueeze(1))[:, 1:]
        logits: Tensor = plain + nn.functional.pad(found, (c.first_pitch, 0)) + copied
        return logits

"""Sentences in groups that mean the same: commands of a smart home, and a help desk's questions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "data"

HOME_FILES = {"en": "sent_en.json", "zh": "sent_zh-CN.json"}
FAQ_FILES = {"en": "faq_en.json", "zh": "faq_zh.json"}
LANGUAGES = tuple(HOME_FILES)


@dataclass(frozen=True)
class Sentences:
    """texts (N of them), labels (N,) int64 into names, and an answer for each name or none."""

    texts: tuple[str, ...]
    labels: Tensor
    names: tuple[str, ...]
    answers: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Number of sentences."""
        return len(self.texts)

    def take(self, index: Tensor) -> "Sentences":
        """The sentences at index (M,), with labels and names as they are."""
        texts = tuple(self.texts[n] for n in index.tolist())
        return Sentences(texts, self.labels[index], self.names, self.answers)


def home(language: str) -> Sentences:
    """Commands to a smart home: 15,416 English in 42 groups, 11,330 Chinese in 40.

    Sampled from the templates of Home Assistant's intents, so rooms and devices recur in all
    groups. Raises ValueError for a language not in LANGUAGES.
    """
    groups: dict[str, list[str]] = _read(HOME_FILES, language)
    return _grouped(groups)


def faq(language: str) -> Sentences:
    """Questions to a university's help desk, about forty with ten wordings each, and answers.

    Written by hand for this program. Raises ValueError for a language not in LANGUAGES.
    """
    entries: dict[str, dict[str, str | list[str]]] = _read(FAQ_FILES, language)
    groups = {name: list(entry["wordings"]) for name, entry in entries.items()}
    return _grouped(groups, tuple(str(entry["answer"]) for entry in entries.values()))


def hold_out_groups(
    sentences: Sentences, share: float, generator: torch.Generator
) -> tuple[Sentences, Sentences]:
    """Part by whole groups into (training, held out); the latter has `share` of the groups.

    Labels are counted anew from zero in each part, in the order of their names. Raises
    ValueError unless both parts have two groups.
    """
    total = len(sentences.names)
    held = round(share * total)
    if held < 2 or total - held < 2:
        raise ValueError(f"Of {total} groups one cannot hold out {held}: both parts need two.")
    order = torch.randperm(total, generator=generator)
    return _only(sentences, order[held:]), _only(sentences, order[:held])


def _only(sentences: Sentences, groups: Tensor) -> Sentences:
    """The sentences of some groups, labels counted anew."""
    groups = groups.sort().values
    index = torch.isin(sentences.labels, groups).nonzero().flatten()
    chosen: list[int] = groups.tolist()
    return Sentences(
        tuple(sentences.texts[n] for n in index.tolist()),
        torch.searchsorted(groups, sentences.labels[index]),
        tuple(sentences.names[n] for n in chosen),
        tuple(sentences.answers[n] for n in chosen) if sentences.answers else (),
    )


def _read(files: dict[str, str], language: str) -> Any:
    """The parsed file of a language; it is shipped, so its shape is known."""
    if language not in files:
        raise ValueError(f"There are no sentences in “{language}”; there are {', '.join(files)}.")
    return json.loads((ASSETS / files[language]).read_text(encoding="utf-8"))


def _grouped(groups: dict[str, list[str]], answers: Sequence[str] = ()) -> Sentences:
    texts = tuple(text for members in groups.values() for text in members)
    sizes = torch.tensor([len(members) for members in groups.values()])
    labels = torch.arange(len(groups)).repeat_interleave(sizes)
    return Sentences(texts, labels, tuple(groups), tuple(answers))

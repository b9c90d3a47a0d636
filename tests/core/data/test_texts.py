"""Poems, tokens and vocabularies."""

import torch

from core.data.texts import poems
from core.data.vocabulary import CLS, MASK, PAD, SPECIAL, UNKNOWN, Vocabulary


def test_poems_are_bare() -> None:
    texts = poems()
    assert len(texts) == 313
    signs = set("".join(texts))
    assert not signs & set("%abc ,;.")
    assert "作者" not in "".join(texts)
    assert "床前明月光，疑是地上霜。" in "".join(texts)


def test_vocabulary_round_trip_and_order() -> None:
    texts = [list("abca"), list("cab")]
    vocabulary = Vocabulary.of(texts, 6)
    assert vocabulary.tokens == (*SPECIAL, "a", "b")  # b before c by the alphabet
    numbers = vocabulary.encode(["b", "x", "a"], 6)
    assert numbers.tolist() == [CLS, 5, UNKNOWN, 4, PAD, PAD]
    assert vocabulary.decode(numbers) == ["b", "[UNK]", "a"]
    assert vocabulary.encode(list("abababab"), 3).tolist() == [CLS, 4, 5]
    assert len(vocabulary) == 6


def test_special_names_typed_by_a_person() -> None:
    vocabulary = Vocabulary.of([["a"]], 10)
    numbers = vocabulary.encode(["[MASK]", "[CLS]", "[PAD]"], 4)
    assert torch.equal(numbers, torch.tensor([CLS, MASK, UNKNOWN, UNKNOWN]))

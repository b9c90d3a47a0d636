"""Encoders and the reading of text: shapes, padding, importance, and texts that nobody expects."""

import sys
import unicodedata

import pytest
import torch

from core.margins.characters import MAX_LENGTH, UNKNOWN, CharacterVocabulary, normalise_text
from core.margins.image_encoders import MLPEncoder
from core.margins.losses import am_softmax
from core.margins.sentence_encoder import SentenceEncoder, lengths, saliency
from core.margins.word_dropout import word_dropout

ODD_TEXTS = [
    "",
    " \t\n ",
    "x" * 10_000,
    " " * 10_000,
    "👩‍👩‍👧 😀🇨🇳",
    "\x00\x07\x1b[31m\u200b\u202e\ufeff",
    "ⲁⲃⲅ ᚠᚢᚦ ދިވެހި",
    "İSTANBUL ß ﬃ",
    "\ud800 lone",
    chr(sys.maxunicode),
    "e" + "\u0301" * 500,
]


@pytest.mark.parametrize("size", [8, 20, 28])
@pytest.mark.parametrize("dims", [2, 3])
def test_image_encoders(size: int, dims: int) -> None:
    encoder = MLPEncoder(size, dims)
    images = torch.rand(4, 1, size, size)
    assert encoder(images).shape == (4, dims)
    assert torch.equal(encoder(images), encoder(images[:, 0]))


def test_plain_text() -> None:
    assert normalise_text("ＡＢＣ　１２３！") == "abc 123!"
    assert normalise_text("  Hello\t\nWORLD\x00 ") == "hello world"
    assert normalise_text("图书馆几点开门?") == "图书馆几点开门？"
    assert len(normalise_text("a" * 100)) == MAX_LENGTH


def test_full_width_agrees_with_the_standard() -> None:
    for code in range(0xFF01, 0xFF5F):
        assert normalise_text(chr(code)) == unicodedata.normalize("NFKC", chr(code)).lower()


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_has_an_embedding(text: str) -> None:
    vocabulary = CharacterVocabulary.of(["where is it", "图书馆"])
    encoder = SentenceEncoder(len(vocabulary), dims=8, characters=4)
    numbers = vocabulary.encode_all([text])
    assert 1 <= numbers.shape[1] <= MAX_LENGTH
    assert int(numbers.max()) < len(vocabulary)
    state = encoder(numbers)
    assert state.isfinite().all()
    weights = saliency(encoder, numbers, torch.ones(8))
    assert float(weights.detach().sum()) == pytest.approx(1, abs=1e-5)
    assert 0 <= vocabulary.known_share(text) <= 1


def test_vocabulary_numbers() -> None:
    vocabulary = CharacterVocabulary.of(["aab", "ab", "c"], least_count=2)
    assert vocabulary.characters == "ab"
    assert vocabulary.encode("Abc") == [2, 3, UNKNOWN]
    assert vocabulary.encode("") == [UNKNOWN]
    assert vocabulary.encode_all(["a", "bab"]).tolist() == [[2, 0, 0], [3, 2, 3]]
    assert vocabulary.encode_all([]).shape == (0, 1)
    assert vocabulary.known_share("abc") == pytest.approx(2 / 3)
    assert len(CharacterVocabulary("ab", length=5).encode("abababab")) == 5


def encoder_and_numbers() -> tuple[SentenceEncoder, torch.Tensor]:
    torch.manual_seed(0)
    encoder = SentenceEncoder(12, dims=6, characters=4).double()
    numbers = torch.tensor([[3, 4, 5, 6], [7, 8, 0, 0], [9, 0, 0, 0]])
    return encoder, numbers


def test_padding_is_not_read() -> None:
    encoder, numbers = encoder_and_numbers()
    assert lengths(numbers).tolist() == [4, 2, 1]
    together = encoder(numbers)
    assert torch.allclose(together[1], encoder(numbers[1:2, :2])[0])
    assert torch.allclose(together[2], encoder(numbers[2:, :1])[0])


def test_path_is_the_embedding_of_each_beginning() -> None:
    encoder, numbers = encoder_and_numbers()
    path = encoder.path(numbers)
    for place in range(4):
        state = encoder(numbers[:1, : place + 1])[0]
        assert torch.allclose(path[0, place], state / state.norm())
    assert torch.equal(path[1, 1], path[1, 3])


def test_importance_is_to_first_order_what_is_lost() -> None:
    encoder, numbers = encoder_and_numbers()
    direction = torch.randn(6, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    weights = saliency(encoder, numbers, direction)
    assert weights.sum(dim=1).tolist() == pytest.approx([1, 1, 1])
    assert weights[1, 2:].tolist() == [0, 0]
    vectors = encoder.embedding(numbers[:1]).detach()
    loss = []
    for place in range(4):
        less = vectors.clone()
        less[0, place] *= 1 - 1e-6
        states = [encoder.read(each, lengths(numbers[:1]))[0] for each in (vectors, less)]
        before, after = (
            float(torch.cosine_similarity(each.detach(), direction, dim=0)) for each in states
        )
        loss.append(abs(before - after))
    want = [each / sum(loss) for each in loss]
    assert weights[0].tolist() == pytest.approx(want, rel=1e-3)
    assert all(each.grad is None for each in encoder.parameters())


def test_sentences_are_learnt() -> None:
    """Ten little groups that share their characters are told apart in 60 steps."""
    torch.manual_seed(0)
    words = ["ab", "ba", "abc", "cab", "bca", "aab", "abb", "bba", "baa", "cba"]
    texts = [prefix + word for word in words for prefix in ("", "x", "xy", "y", "z")]
    labels = torch.arange(10).repeat_interleave(5)
    vocabulary = CharacterVocabulary.of(texts)
    encoder = SentenceEncoder(len(vocabulary), dims=32, characters=16)
    weight = torch.randn(10, 32, requires_grad=True)
    adam = torch.optim.Adam([*encoder.parameters(), weight], lr=1e-2)
    numbers, loss = vocabulary.encode_all(texts), am_softmax(20, 0.2)
    for _ in range(60):
        adam.zero_grad()
        torch.autograd.backward(loss(encoder(numbers), weight, labels).mean())
        adam.step()
    right = loss.logits(encoder(numbers), weight).argmax(dim=1) == labels
    assert float(right.float().mean()) > 0.95


def test_thinned_sentences_keep_their_order() -> None:
    generator = torch.Generator().manual_seed(0)
    numbers = torch.tensor([[2, 3, 4, 5, 6, 7], [8, 9, 0, 0, 0, 0]]).repeat(500, 1)
    thin = word_dropout(numbers, 0.3, generator)
    kept = (thin != 0).sum(dim=1)
    assert int(kept.min()) >= 1
    assert float(kept[::2].float().mean()) == pytest.approx(6 * 0.7, abs=0.15)
    for row, full in zip(thin.tolist(), numbers.tolist(), strict=True):
        length = sum(each != 0 for each in row)
        assert row[length:] == [0] * (6 - length)
        assert row[:length] == [each for each in full if each in row[:length]]
    assert torch.equal(word_dropout(numbers, 0.0, generator), numbers)
    assert torch.equal(word_dropout(numbers, 1.0, generator), numbers)


def test_thinned_sentences_lose_whole_words() -> None:
    """With 9 as the space, the words are [2 3], [9 4 5] and [9 6]."""
    numbers = torch.tensor([[2, 3, 9, 4, 5, 9, 6, 0]]).repeat(200, 1)
    thin = word_dropout(numbers, 0.5, torch.Generator().manual_seed(1), space=9)
    words = [[2, 3], [9, 4, 5], [9, 6]]
    seen = set()
    for row in thin.tolist():
        kept = [word for word in words if word[-1] in row]
        assert [each for each in row if each] == [each for word in kept for each in word]
        seen.add(len(kept))
    assert seen == {1, 2, 3}

"""The shipped sentences: sizes, splits, and that every Chinese character is in the shipped font."""

import itertools
from pathlib import Path

import pytest
import torch

from core.data.sentences import (
    LANGUAGES,
    Sentences,
    faq,
    hold_out_groups,
    home,
)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(("language", "count", "groups"), [("en", 15_416, 42), ("zh", 11_330, 40)])
def test_home_sizes(language: str, count: int, groups: int) -> None:
    sentences = home(language)
    assert (len(sentences), len(sentences.names)) == (count, groups)
    assert sorted(set(sentences.labels.tolist())) == list(range(groups))


@pytest.mark.parametrize("language", LANGUAGES)
def test_faq_has_ten_different_wordings_each(language: str) -> None:
    sentences = faq(language)
    assert len(sentences.names) >= 40
    assert torch.bincount(sentences.labels).tolist() == [10] * len(sentences.names)
    assert len(set(sentences.texts)) == len(sentences)
    assert len(set(sentences.answers)) == len(sentences.names)
    assert all(text == text.strip() for text in sentences.texts)


def test_faq_has_the_same_questions_in_both_languages() -> None:
    assert faq("en").names == faq("zh").names


def test_wordings_are_no_templates() -> None:
    """Within a question, two wordings share less than half their words on the average."""
    sentences = faq("en")
    for label in range(len(sentences.names)):
        members = (sentences.labels == label).nonzero().flatten()
        words = [set(text.lower().split()) for text in sentences.take(members).texts]
        shared = [len(a & b) / len(a | b) for a, b in itertools.combinations(words, 2)]
        assert sum(shared) / len(shared) < 0.3, sentences.names[label]


def test_chinese_is_within_gb_2312() -> None:
    sentences = faq("zh")
    for text in (*sentences.texts, *sentences.answers):
        assert text.encode("gb2312").decode("gb2312") == text


def test_chinese_is_within_the_shipped_font() -> None:
    fonts = pytest.importorskip("fontTools.ttLib")
    files = sorted(Path(__file__).parents[3].glob("assets/**/NotoSansCJKsc-Regular-subset.otf"))
    if not files:
        pytest.skip("the font is not in assets")
    known = set(fonts.TTFont(files[0]).getBestCmap())
    for sentences in (faq("zh"), home("zh")):
        assert {ord(each) for each in "".join(sentences.texts + sentences.answers)} <= known


def test_whole_groups_are_held_out() -> None:
    sentences = home("zh")
    kept, held = hold_out_groups(sentences, 0.25, generator())
    assert len(held.names) == 10
    assert set(kept.names).isdisjoint(held.names)
    assert set(kept.names) | set(held.names) == set(sentences.names)
    assert len(kept) + len(held) == len(sentences)
    for part in (kept, held):
        assert sorted(set(part.labels.tolist())) == list(range(len(part.names)))
        assert named(part) <= named(sentences)
    again = hold_out_groups(sentences, 0.25, generator())[1]
    assert again.names == held.names
    assert hold_out_groups(sentences, 0.25, generator(1))[1].names != held.names


def test_answers_follow_their_groups() -> None:
    whole = faq("en")
    _, held = hold_out_groups(whole, 0.25, generator())
    for name, answer in zip(held.names, held.answers, strict=True):
        assert whole.answers[whole.names.index(name)] == answer


def test_bad_requests_get_a_sentence() -> None:
    with pytest.raises(ValueError, match="no sentences in"):
        home("fr")
    with pytest.raises(ValueError, match="need two"):
        hold_out_groups(faq("en"), 0.0, generator())


def named(sentences: Sentences) -> set[tuple[str, str]]:
    labels: list[int] = sentences.labels.tolist()
    return {(sentences.names[n], text) for n, text in zip(labels, sentences.texts, strict=True)}

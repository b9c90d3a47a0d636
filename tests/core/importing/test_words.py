"""Words, lines and groups of texts: as they are typed, as they come in files."""

import unicodedata

import pytest

from core.importing.sentences import sentences_of_table, sentences_of_text
from core.importing.table import read_table
from core.importing.text import TextChoices, read_text
from core.importing.words import is_word, normalised, words
from core.message import InvalidInput
from tests.core.importing.made import source

TYPED = {
    "Turn on the lights.": ["turn", "on", "the", "lights", "."],
    "Don't turn on 23 lights_now!": ["don't", "turn", "on", "23", "lights", "now", "!"],
    "打开空调。": ["打", "开", "空", "调", "。"],
    "明月 光,\n": ["明", "月", "光", "，"],
    "调到２６度": ["调", "到", "26", "度"],
    unicodedata.normalize("NFD", "café"): ["café"],
    "lights\u200b co\u00adoperate": ["lights", "cooperate"],
    "what’s won’t": ["what's", "won't"],
    "👩‍👩‍👧🇨🇳👍🏽1️⃣": ["👩‍👩‍👧", "🇨🇳", "👍🏽", "1️⃣"],
    "नमस्ते दुनिया": ["नमस्ते", "दुनिया"],
    "ﬁnd İSTANBUL donʹt": ["find", "istanbul", "don't"],
    "well\u2010known well\u2011known": ["well", "-", "known", "well", "-", "known"],
    "lights\ufe0f ❤️葛\U000e0100": ["lights", "❤️", "葛"],
    "好！！！走!?": ["好", "！", "！", "！", "走", "！", "？"],
    "开灯.关灯. 3.5度.": ["开", "灯", "。", "关", "灯", "。", "3", ".", "5", "度", "。"],
    "\x00tab\tand　blank\u2028": ["tab", "and", "blank"],
}


@pytest.mark.parametrize(("typed", "found"), TYPED.items())
def test_words(typed: str, found: list[str]) -> None:
    assert words(typed) == found


def test_a_stop_is_no_word() -> None:
    assert [each for each in words("Is it 5 °C? 是。👍") if not is_word(each)] == [
        "°",
        "?",
        "。",
        "👍",
    ]


def test_lines_stay_lines() -> None:
    assert normalised("One\tline\n\nＴＷＯ") == "one line\n\ntwo"


SAYINGS = "今天的课讲归一化流。\n明天讲掩码语言模型。\n\n请把作业交到讲台上。"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_file(encoding: str) -> None:
    found = read_text(source(SAYINGS.replace("\n", "\r\n").encode(encoding), "own.txt"))
    assert found.text == SAYINGS
    assert [len(group) for group in found.groups] == [2, 1]
    assert found.guessed == ({"encoding"} if encoding == "gb18030" else frozenset())
    assert str(found.said) == f"own.txt has 3 lines and {len(SAYINGS)} characters."
    settled = read_text(source(SAYINGS.encode(encoding)), TextChoices(encoding))
    assert (settled.text, settled.guessed) == (SAYINGS, frozenset())


def test_sentences_in_groups() -> None:
    grouped = sentences_of_text(read_text(source(SAYINGS)))
    assert grouped.labels.tolist() == [0, 0, 1]
    alone = sentences_of_text(read_text(source("Turn on.\nTurn off.\n")))
    assert (alone.texts, alone.labels.tolist()) == (("Turn on.", "Turn off."), [0, 1])


@pytest.mark.parametrize("labels", ["012", "abc", ("on", "off", "dim")])
def test_a_table_of_texts_and_labels(labels: str) -> None:
    rows = [f'"Sentence {n}, again",{labels[n % 3]}' for n in range(12)]
    found = sentences_of_table(read_table(source("text,label\n" + "\n".join([*rows, ",x"]))))
    assert len(found.texts) == 12
    assert found.texts[0] == "Sentence 0, again"
    assert found.labels.tolist() == [0, 1, 2] * 4
    assert found.groups == tuple(labels)
    assert str(found.said[0]) == "own.csv: 12 sentences in 3 groups."
    assert str(found.said[1]) == "Rows left out, no text or no label: 1."
    with pytest.raises(InvalidInput, match="1 of the 2 columns"):
        sentences_of_table(read_table(source("text\nOne\nTwo\n")))

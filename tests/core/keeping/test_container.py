"""A session file that is damaged, foreign, newer, huge or hostile is refused in one sentence."""

import random
from pathlib import Path

import msgspec
import pytest
import torch
from safetensors.torch import save

from core.importing.source import MAX_BYTES, Source
from core.keeping import arrays, container
from core.keeping.container import MAGIC, VERSION, Head
from core.keeping.session import Session, as_bytes, opened
from core.message import InvalidInput
from core.packing import Tag
from tests.pages import trained
from tests.rig import FakeClock
from tests.same import same

PAGE = "ode_cells/solve"
HEAD = Head("ode_cells", "solve", 2, {})


def saved() -> bytes:
    return as_bytes(Session.of("ode_cells", trained(PAGE, 2)))


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        opened(Source("a.qujing", content)).revived(FakeClock())
    assert "\n" not in str(refused.value)
    assert "a.qujing" in str(refused.value) or "Its state" in str(refused.value)
    return str(refused.value)


def test_a_changed_byte_is_seen() -> None:
    draw, content = random.Random(0), saved()
    for _ in range(60):
        place = draw.randrange(len(content))
        changed = bytes([content[place] ^ (1 << draw.randrange(8))])
        assert refusal(content[:place] + changed + content[place + 1 :])
        assert refusal(content[: max(1, place)])


def test_what_is_no_session_or_a_newer_one_is_called_so() -> None:
    assert "no session" in refusal(b"a,b\n1,2\n")
    assert "no session" in refusal(b"PK\x03\x04" * 40)
    newer = saved().replace(VERSION.to_bytes(4, "little"), (VERSION + 1).to_bytes(4, "little"), 1)
    assert "newer" in refusal(newer)
    assert "damaged" in refusal(MAGIC)


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.qujing"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InvalidInput, match="larger"):
        Source.of_file(path)
    with pytest.raises(InvalidInput, match="larger"):
        container.written(HEAD, b"", bytes(MAX_BYTES))


HOSTILE: dict[str, object] = {
    "no record": 7,
    "nothing in it": [Tag.DICT, []],
    "a class of the system": [Tag.RECORD, "subprocess:Popen", {"args": ["touch", "x"]}],
    "a class of torch": [Tag.RECORD, "torch.nn.modules.linear:Linear", {"in_features": 2}],
    "a class of the program": [Tag.RECORD, "core.run:Run", {}],
    "an array that is not there": [Tag.DICT, [["params", [Tag.TENSOR, "9"]]]],
    "a list as a name": [Tag.DICT, [[[Tag.LIST, []], 1]]],
    "other fields": [Tag.RECORD, "core.message:Message", {"wrong": 1}],
    "an unknown tag": [99, []],
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_hostile_is_refused(what: str) -> None:
    structure = msgspec.msgpack.encode(HOSTILE[what])
    refusal(container.written(HEAD, structure, arrays.written({})))


def test_depth_and_lengths_without_end_are_refused() -> None:
    held = arrays.written({"0": torch.zeros(2)})
    for structure in (b"\x91" * 10**6, b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b""):
        refusal(container.written(HEAD, structure, held))
    for blob in (b"", b"\xff" * 8, (2**40).to_bytes(8, "little") + b"{}", held[:-1]):
        refusal(container.written(HEAD, msgspec.msgpack.encode([Tag.DICT, []]), blob))


SHAPES = ((3,), (-1,), (2**40,), (2, 2), (0, 2**63), (2**62, 2**62, 0))


@pytest.mark.parametrize("shape", SHAPES)
def test_arrays_of_shapes_that_are_not_there_are_refused(shape: tuple[int, ...]) -> None:
    held = save({"torch.float32": torch.zeros(2)})
    blob = msgspec.msgpack.encode([{"0": ["torch.float32", shape]}, held])
    refusal(container.written(HEAD, msgspec.msgpack.encode([Tag.DICT, []]), blob))
    with pytest.raises((InvalidInput, TypeError)):
        arrays.read(blob, VERSION)


def test_arrays_come_back_each_in_memory_of_its_own_and_those_of_the_first_version() -> None:
    whole = torch.arange(6.0)
    tensors = {
        "0": whole[:4].reshape(2, 2).T, "1": whole, "2": torch.tensor(3), "3": torch.zeros(0, 2),
        "4": torch.tensor([True]), "5": torch.tensor(2.5),
    }  # fmt: skip
    found = arrays.read(arrays.written(tensors), VERSION)
    assert same(found, tensors)
    found["0"].zero_()
    assert same(found["1"], whole)
    assert same(arrays.read(save({"1": whole}), 1), {"1": whole})


def test_a_state_of_another_scene_is_refused() -> None:
    content = Session.of("ode_cells", trained(PAGE, 2))
    other = Session.of("ode_cells", trained("ode_cells/GRU", 2))
    for mixed in (
        msgspec.structs.replace(HEAD, scene="GRU"), msgspec.structs.replace(HEAD, page="absent"),
        msgspec.structs.replace(HEAD, scene="absent"),
    ):  # fmt: skip
        found = container.read(Source("a.qujing", as_bytes(content)))
        refusal(container.written(mixed, found.structure, found.arrays))
    assert not same(content.state, other.state)

"""A link is one line from which the same run begins; a broken one is refused in a sentence."""

import random
import zlib

import pytest

from core.keeping.as_text import encoded
from core.keeping.container import SCHEME
from core.keeping.link import beginning, link
from core.keeping.opening import opened
from core.message import InvalidInput
from tests.core.test_own_data import own_of
from tests.pages import SCENES, few_scenes, gestures, made, run_of
from tests.rig import FakeClock
from tests.same import same


@few_scenes
def test_a_run_begins_from_its_link(page: str) -> None:
    run = made(page, seed=4)
    for name, view in run.look().items():
        for gesture in gestures(view)[:1]:
            run.touch(name, gesture)
    text = link(page.split("/")[0], run)
    assert "\n" not in text
    assert opened(f" {text}\n").page == page.split("/")[0]
    later = beginning(f" {text}\n").run(FakeClock())
    assert later.scene is run.scene
    assert (later.params, later.experiment.seed) == (run.params, 4)
    assert same(later.experiment.made, run.experiment.made)


def test_small_data_goes_with_it_and_large_data_is_refused() -> None:
    scene = SCENES["flow_plane"]
    own = own_of(scene.experiment.takes[0])
    run = run_of(scene, 1, scene.params().changed(own.sets), own)
    later = beginning(link("flow_plane", run)).run(FakeClock())
    run.train()
    later.train()
    assert same(later.state(), run.state())
    scene = SCENES["mae_images"]
    takes = next(each for each in scene.experiment.takes if each.learnt)
    own = own_of(takes)
    run = run_of(scene, 1, scene.params().changed(own.sets), own)
    with pytest.raises(InvalidInput, match="session"):
        link("mae_images", run)


def test_a_broken_link_is_refused() -> None:
    draw, text = random.Random(0), link("flow_plane", made("flow_plane"))
    broken = [text[:-3], text + "AAAA", SCHEME, f"{SCHEME}flow_plane", f"{SCHEME}absent:{text}",
              f"{SCHEME}flow_plane:" + encoded(b"\xdd\xff\xff\xff\xff"),
              f"{SCHEME}flow_plane:" + encoded(b"\x92\xc0\xc4\x00")]  # fmt: skip
    for _ in range(50):
        place = draw.randrange(len(text) // 2, len(text))
        other = draw.choice("abcXYZ019-_!é")
        if other != text[place]:
            broken.append(text[:place] + other + text[place + 1 :])
    for each in broken:
        with pytest.raises(InvalidInput) as refused:
            beginning(each)
        assert "\n" not in str(refused.value)


def test_a_bomb_is_not_blown_up() -> None:
    bomb = zlib.compress(bytes(200 * 2**20), 9)
    import base64

    text = base64.urlsafe_b64encode(bomb).decode().rstrip("=")
    with pytest.raises(InvalidInput):
        beginning(f"{SCHEME}flow_plane:{text}")

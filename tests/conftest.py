"""Fixtures for all tests: nothing may outlive a test, and torch has one thread.

What is alive before the first test is set aside: to look through all that torch brings takes 0.2 s,
and each test of the window does so twice.
"""

import gc
import os
import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.environment import import_torch, prepare
from tests.patience import PATIENCE

prepare()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import torch  # noqa: E402 - the environment comes first

torch.set_num_threads(1)


class PatientBot(QtBot):
    """Waits long: asked is whether something comes, not how fast this machine is."""

    def waitUntil(
        self, callback: Callable[[], bool | None], *, timeout: int = round(1000 * PATIENCE)
    ) -> None:
        """Let the window live until `callback` is true."""
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """What drives windows in tests."""
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def _empty_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither read nor write the settings of the person who runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{kind}_HOME"] = str(home)


@pytest.fixture(scope="session", autouse=True)
def _all_set_aside() -> None:
    """Keep the collector from what is there by now; all test files have been imported."""
    import_torch()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a thread alive."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(PATIENCE)
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads left alive: {alive}"

"""What is loaded, asked in a fresh interpreter."""

import platform
import subprocess
import sys

import pytest

from tests.patience import PATIENCE

QT = "[n for n in sys.modules if n.split('.')[0] in ('PySide6', 'shiboken6', 'pyqtgraph', 'gui')]"

ALL_OF_CORE = f"""
import importlib, pkgutil, sys
import core
for module in pkgutil.walk_packages(core.__path__, "core."):
    importlib.import_module(module.name)
assert "torch" in sys.modules
print({QT})
"""

HEADLESS = f"""
import contextlib, io, sys
import main
with contextlib.redirect_stdout(io.StringIO()):
    assert main.main(["--headless", "flow_plane", "--steps", "2"]) == 0
    assert main.main(["--list"]) == 0
print({QT})
"""

THE_LIST = """
import sys
import core.experiments, core.views, core.touches, core.params, core.commands
import core.snapshot, core.mailbox, core.command_line, core.files, core.environment
print([n for n in sys.modules if n in ("torch", "scipy", "sklearn")])
"""

LATE = """
import sys
from core.environment import import_torch, prepare
prepare()
import_torch()
import core.loop
import time
from core.experiment import build
from core.experiments import ENTRIES
from core.run import Run
scenes = [scene for entry in ENTRIES for scene in entry.scenes()]
known = set(sys.modules)
for scene in scenes:
    run = Run(scene, build(scene.experiment, scene.params(), 0), time.perf_counter)
    run.train()
    for fine in (False, True):
        run.look(fine)
late = set(sys.modules) - known
print([name for name in sorted(late) if name.split(".")[0] not in sys.stdlib_module_names])
"""

HEAPS = """
import ctypes, threading
from core.environment import prepare
prepare()
libc, together = ctypes.CDLL(None), threading.Barrier(4)
def take():
    libc.malloc(1000)
    together.wait()
threads = [threading.Thread(target=take) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


def _printed(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_core_loads_no_qt() -> None:
    assert _printed(ALL_OF_CORE) == "[]"


def test_headless_loads_no_qt() -> None:
    assert _printed(HEADLESS) == "[]"


def test_what_the_window_reads_first_loads_no_torch() -> None:
    assert _printed(THE_LIST) == "[]"


def test_nothing_is_imported_once_a_page_is_loaded() -> None:
    """Workers import under one lock; what came later would come beside another's import."""
    assert _printed(LATE) == "[]"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries have one heap")
def test_all_threads_share_one_heap() -> None:
    """What is free in the heap of another thread is of no use, and does not go back."""
    assert _printed(HEAPS).count("<heap ") == 1

"""Nine pages that are opened at once: whatever they import comes whole, whoever was first."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).parent.parent.parent
NINE = """
import sys, threading, time
from core.environment import prepare
prepare()
from core.experiments import ENTRIES
from core.snapshot import Phase
from gui import worker

class Watched:
    owner = None
    def __init__(self):
        self.lock = threading.Lock()
    def __enter__(self):
        self.lock.acquire()
        self.owner = threading.current_thread()
    def __exit__(self, *_):
        self.owner = None
        self.lock.release()

class Finder:
    def find_spec(self, name, *_):
        thread = threading.current_thread()
        if thread is not threading.main_thread() and thread is not worker._IMPORTING.owner:
            if name.split(".")[0] not in sys.stdlib_module_names:
                alone.append((thread.name, name))

alone = []
worker._IMPORTING = Watched()
sys.meta_path.insert(0, Finder())
sessions = [worker.Session(entry) for entry in ENTRIES]
worker.warm_up()
wrong, waiting = [], list(sessions)
while waiting:
    time.sleep(0.005)
    for session in list(waiting):
        seen = session.take()
        if seen and seen.phase is Phase.FAILED:
            wrong.append((session.entry.name, str(seen.reason)))
            waiting.remove(session)
        elif seen and seen.views:
            waiting.remove(session)
assert worker.close_all(sessions, 60)
print(alone, wrong)
"""


@pytest.mark.wide
@pytest.mark.parametrize("_turn", range(4))
def test_nine_sessions_begin_at_once(_turn: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NINE],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("[] []\n", "")

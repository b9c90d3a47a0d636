"""A run without a window: train, and write down what came of it."""

import platform
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from tqdm import tqdm

from core.experiment import build, choose_device
from core.experiments import Entry
from core.files import check_writable, write_atomically
from core.history import History
from core.message import InvalidInput
from core.record import NonFiniteError
from core.run import Run

# The bar's guard against long pauses is a thread, and a run starts none.
tqdm.monitor_interval = 0

Result = dict[str, Any]


def headless(
    entry: Entry,
    settings: dict[str, str],
    *,
    steps: int,
    seed: int = 0,
    device: str = "auto",
    out: Path | None = None,
) -> int:
    """Train a page and write the result as JSON to `out`, or else to the output.

    Returns the exit code: 1 where the run stopped because a number was not finite. Raises
    InvalidInput, before anything is trained, for settings, devices and files that cannot be used.
    """
    scene, params = entry.chosen(settings)
    device = choose_device(scene.experiment, device)
    if out is not None:
        check_writable(out)
    run = Run(scene, build(scene.experiment, params, seed, device), time.perf_counter)
    result = train(entry.name, run, steps, time.perf_counter)
    text = msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"
    if out is None:
        sys.stdout.write(text.decode())
    else:
        _write(out, text)
    if result["stopped"]:
        sys.stderr.write(f"{result['stopped']}\n")
    return 1 if result["stopped"] else 0


def train(name: str, run: Run, steps: int, clock: Callable[[], float]) -> Result:
    """Train `run`, with a progress bar on a terminal, and tell what came of it.

    The result has the last step's scalars, the history, what callbacks did at which step, an early
    stop among it, and the sentence of why the run failed, which is None where it did not.
    """
    stopped, began = None, clock()
    try:
        for _ in tqdm(range(steps), desc=name, disable=None, leave=False):
            run.train()
            if run.stopped:
                break
        else:
            run.end()
        run.record.read()
    except NonFiniteError as error:
        stopped = str(error)
    seconds = clock() - began
    return {
        "page": name,
        "scene": run.scene.name,
        "params": run.params.values(),
        "seed": run.experiment.seed,
        "device": str(run.experiment.device),
        "versions": versions(),
        "steps": run.step,
        "last": run.record.history.last,
        "history": _told(run.record.history),
        "events": [
            {"step": event.step, "callback": event.source, "said": str(event.said)}
            for event in run.record.history.events
        ],
        "steps_per_second": run.step / seconds if seconds > 0 else None,
        "stopped": stopped,
    }


def versions() -> dict[str, str]:
    """What ran: this program, Python, and the packages that compute."""
    try:
        own = metadata.version("qujing")
    except metadata.PackageNotFoundError:
        own = "not installed"
    return {
        "qujing": own,
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "numpy": np.__version__,
    }


def _told(history: History) -> dict[str, object]:
    values = {name: history.values(name).tolist() for name in history.names}
    return {"stride": history.stride, "steps": history.steps().tolist(), "values": values}


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise InvalidInput(
            "{path} cannot be written: {why}.", path=path, why=error.strerror or error
        ) from None

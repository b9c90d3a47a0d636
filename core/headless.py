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

from core.experiment import Experiment, build, choose_device
from core.experiments import Entry
from core.files import check_writable, write_atomically
from core.history import History
from core.message import InvalidInput
from core.record import NonFiniteError, Record

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
    kind = entry.load()
    params = kind.Params().parsed(settings)
    device = choose_device(kind, device)
    if out is not None:
        check_writable(out)
    result = train(entry.name, build(kind, params, seed, device), steps, time.perf_counter)
    text = msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"
    if out is None:
        sys.stdout.write(text.decode())
    else:
        _write(out, text)
    if result["stopped"]:
        sys.stderr.write(f"{result['stopped']}\n")
    return 1 if result["stopped"] else 0


def train(name: str, experiment: Experiment, steps: int, clock: Callable[[], float]) -> Result:
    """Train `experiment`, with a progress bar on a terminal, and tell what came of it.

    The result has the last step's scalars, the history and the sentence of why it stopped early,
    which is None where it did not.
    """
    record = Record(experiment, [curve.scalar for curve in experiment.curves], clock)
    step, stopped, began = 0, None, clock()
    try:
        for step in tqdm(range(1, steps + 1), desc=name, disable=None, leave=False):
            record.add(step, experiment.step())
        record.read()
    except NonFiniteError as unsound:
        stopped = str(unsound)
    seconds = clock() - began
    return {
        "page": name,
        "params": experiment.params.values(),
        "seed": experiment.seed,
        "device": str(experiment.device),
        "versions": versions(),
        "steps": step,
        "last": record.history.last,
        "history": _told(record.history),
        "steps_per_second": step / seconds if seconds > 0 else None,
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

"""What all benches share: figures with their spread, arms timed in turn, and the machine."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

Figure = dict[str, float | str]
Figures = dict[str, Figure]

PACKAGES = ("torch", "numpy", "PySide6-Essentials", "pyqtgraph", "zuko", "normflows")


def figure(values: Sequence[float], unit: str) -> Figure:
    """The median of `values` and their spread."""
    return {
        "median": statistics.median(values),
        "min": min(values),
        "max": max(values),
        "unit": unit,
    }


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Ours ÷ theirs, repeat by repeat."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def in_turn(
    arms: Mapping[str, Callable[[], float]], repeats: int, warm_up: int = 2
) -> dict[str, list[float]]:
    """What each arm measured, `repeats` times, after `warm_up` rounds that do not count.

    Every second round goes backwards, so that a slow moment of the machine meets all arms alike.
    """
    found: dict[str, list[float]] = {name: [] for name in arms}
    for turn in range(warm_up + repeats):
        for name in list(arms) if turn % 2 == 0 else reversed(list(arms)):
            value = arms[name]()
            if turn >= warm_up:
                found[name].append(value)
    return found


def seconds(step: Callable[[], object], steps: int = 1) -> float:
    """Seconds of one `step`, the mean of `steps` of them."""
    began = time.perf_counter()
    for _ in range(steps):
        step()
    return (time.perf_counter() - began) / steps


def machine() -> dict[str, object]:
    """Where it was measured: processor, cores, load, versions."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": platform.platform(),
        "python": platform.python_version(),
        **{package: _version(package) for package in PACKAGES},
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None

"""What must stand in the environment before torch or Qt is imported, and how torch is."""

import ctypes
import importlib
import os
import platform
import sys
from importlib import metadata

M_ARENA_MAX = -8
"""As in malloc.h."""


def prepare() -> None:
    """Set the environment of this process. Call it before the first import of torch or Qt.

    One thread per torch operation: the tiny models of the pages only lose by more, and a run is
    the same bits whatever the machine. Waiting threads sleep, for the window needs the core.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if sys.platform == "linux":
        _share_one_heap()
    if sys.platform == "win32":
        importlib.import_module("torch")  # after Qt its DLLs would not load (spaCy#13894)


def _share_one_heap() -> None:
    """Have all threads take memory from one heap.

    Glibc gives each thread its own and returns little of what is free in them to the system: after
    5,000 things that were done on all pages that was half of 3 GB.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # other libraries have one heap
        mallopt(M_ARENA_MAX, 1)


def import_torch() -> None:
    """Import torch whole: a first step of an optimiser imports as much again, a second late."""
    import torch

    weight = torch.zeros(1, requires_grad=True)
    weight.grad = torch.zeros(1)
    torch.optim.Adam([weight]).step()


def environment() -> dict[str, str]:
    """What decides the last bits of a run beside its seed: versions, threads, kernels."""
    import torch

    return {
        **versions(),
        "threads": str(torch.get_num_threads()),
        "kernels": torch.backends.cpu.get_cpu_capability(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


def versions() -> dict[str, str]:
    """What ran: this program, Python, and the packages that compute."""
    import numpy
    import torch

    try:
        own = metadata.version("qujing")
    except metadata.PackageNotFoundError:
        own = "not installed"
    return {
        "qujing": own,
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "numpy": numpy.__version__,
    }

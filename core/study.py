"""Studies: many headless runs (seeds, maps, sweeps) handed to joblib."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import joblib

Case = TypeVar("Case")
Result = TypeVar("Result")


def study(
    run: Callable[[Case], Result],
    cases: Sequence[Case],
    *,
    jobs: int = 1,
    cancelled: threading.Event | None = None,
) -> Iterator[tuple[int, Result]]:
    """Yield (index, result) of `run(case)` in the order of `cases`, as soon as they are known.

    Progress is the count of what was yielded. When `cancelled` is set no further case begins.
    Processes by default; joblib's own backends take the work to a Dask or Ray cluster. `run` must
    be a function of a module where `jobs` is not 1.
    """

    def waiting() -> Iterable[Case]:
        for case in cases:
            if cancelled is not None and cancelled.is_set():
                return
            yield case

    parallel = joblib.Parallel(n_jobs=jobs, return_as="generator", pre_dispatch=jobs)
    yield from enumerate(parallel(joblib.delayed(run)(case) for case in waiting()))

"""A run without a window: train, and write down what came of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from core.door import bring
from core.environment import versions
from core.experiment import build, choose_device
from core.experiments import Entry
from core.files import check_writable, save
from core.history import History
from core.keeping.opening import opened
from core.keeping.script import script
from core.keeping.session import Session, as_bytes
from core.keeping.verify import verified
from core.message import InvalidInput
from core.output import complain, progress, write_out
from core.record import NonFiniteError
from core.run import Run

Result = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Where the result, the session and the script are to be written; None for nowhere.

    Without `out` the result goes to the output.
    """

    out: Path | None = None
    save: Path | None = None
    script: Path | None = None

    def check(self) -> None:
        """Raise InvalidInput, in one sentence, where a file cannot be written."""
        for path in (self.out, self.save, self.script):
            if path is not None:
                check_writable(path)


def headless(
    entry: Entry,
    settings: dict[str, str],
    *,
    steps: int,
    seed: int = 0,
    device: str = "auto",
    data: Path | None = None,
    wanted: Wanted | None = None,
) -> int:
    """Train a page and write what is `wanted`.

    Returns the exit code: 1 where the run stopped because a number was not finite. Raises
    InvalidInput, before anything is trained, for settings, devices and files that cannot be used.
    """
    wanted = wanted or Wanted()
    scene, params = entry.chosen(settings)
    device = choose_device(scene.experiment, device)
    wanted.check()
    own = bring(scene.experiment.takes, [data]).own() if data is not None else None
    learnt = own if own is not None and own.learnt else None
    params = params.changed(learnt.sets) if learnt else params
    experiment = build(scene.experiment, params, seed, device, learnt)
    run = Run(scene, experiment, time.perf_counter)
    if own is not None and not own.learnt:
        run.receive(own.content)
    told = {"name": own.name, "said": [str(each) for each in own.said]} if own else None
    return _trained(entry.name, run, steps, wanted, told)


def resumed(what: str, *, steps: int, wanted: Wanted) -> int:
    """Train a session or what a link begins on, as `headless` does."""
    wanted.check()
    found = opened(what)
    return _trained(found.page, found.run(time.perf_counter), steps, wanted, None)


def verify(what: str) -> int:
    """Run a session again and say whether it was the same; the exit code is 1 where not."""
    session = opened(what).session
    if session is None:
        raise InvalidInput("A link has no run that could be run again; --verify needs a session.")
    with progress(session.deeds.made, session.page) as bar:
        verdict = verified(session, time.perf_counter, lambda made, _of: bar.update(made - bar.n))
    write_out("".join(f"{said}\n" for said in verdict.said))
    return 0 if verdict.same else 1


def _trained(page: str, run: Run, steps: int, wanted: Wanted, data: dict[str, Any] | None) -> int:
    result = train(page, run, steps, time.perf_counter)
    if data is not None:
        result["data"] = data
    text = msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"
    if wanted.out is None:
        write_out(text.decode())
    else:
        save(wanted.out, text)
    if wanted.save is not None:
        save(wanted.save, as_bytes(Session.of(page, run)))
    if wanted.script is not None:
        save(wanted.script, script(Session.of(page, run)).encode())
    if result["stopped"]:
        complain(result["stopped"])
    return 1 if result["stopped"] else 0


def train(name: str, run: Run, steps: int, clock: Callable[[], float]) -> Result:
    """Train `run`, with a progress bar on a terminal, and tell what came of it.

    The result has the last step's scalars, the history, what callbacks did at which step, an early
    stop among it, and the sentence of why the run failed, which is None where it did not.
    """
    stopped, began = None, clock()
    try:
        with progress(steps, name) as bar:
            for _ in range(steps):
                run.train()
                bar.update()
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


def _told(history: History) -> dict[str, object]:
    values = {name: history.values(name).tolist() for name in history.names}
    return {"stride": history.stride, "steps": history.steps().tolist(), "values": values}

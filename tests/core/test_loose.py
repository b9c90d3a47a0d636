"""A run that nobody holds is gone at once, with all that it held."""

import gc
import weakref

from tests.pages import few_scenes, made


@few_scenes
def test_a_run_that_is_left_waits_for_no_collection(page: str) -> None:
    """What is set aside from the collector is looked through every five minutes only."""
    made(page)  # what is imported lazily leaves garbage of its own
    run = made(page)
    run.record.remember()
    for _ in range(3):
        run.train()
    run.look()
    kept = run.kept_now()
    run.train()
    run.recover(kept)
    run.train()
    held = [weakref.ref(each) for each in (run, run.experiment, run.record, run.looks)]
    gc.collect()
    gc.disable()
    try:
        del run
        assert [each() for each in held] == [None] * len(held)
    finally:
        gc.enable()

"""What the technique folders say of themselves: their examples run, their lists are true."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest
import torch

import core
from tests.patience import PATIENCE

TECHNIQUES = ("flows", "layers", "lipschitz", "margins", "masking", "nce", "odes", "optim")
FRONT = ", ".join(f"core.{name}" for name in TECHNIQUES if name not in ("flows", "odes"))
NO_HEAVY_IMPORT = f"""
import sys
import {FRONT}
print([name for name in ("scipy", "sklearn", "core.experiment") if name in sys.modules])
"""


def test_every_technique_is_in_the_list() -> None:
    folders = {each.name for each in pkgutil.iter_modules(core.__path__) if each.ispkg}
    assert folders - {
        "callbacks",
        "data",
        "experiments",
        "exporting",
        "importing",
        "keeping",
        "stories",
        "words",
    } == set(TECHNIQUES)


@pytest.mark.parametrize("name", TECHNIQUES)
def test_the_example_of_a_technique_runs(name: str) -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        tried = doctest.testmod(importlib.import_module(f"core.{name}"))
    assert tried.attempted > 3
    assert tried.failed == 0


@pytest.mark.parametrize("name", TECHNIQUES)
def test_what_a_technique_lists_is_there_and_told_apart(name: str) -> None:
    package = importlib.import_module(f"core.{name}")
    assert len(set(package.__all__)) == len(package.__all__)
    assert all(hasattr(package, each) for each in package.__all__)


def test_a_technique_brings_no_library_that_its_pages_do_not_need() -> None:
    """Flows and odes need SciPy for their first picture; the others would wait for nothing."""
    done = subprocess.run(
        [sys.executable, "-c", NO_HEAVY_IMPORT], capture_output=True, text=True, timeout=PATIENCE,
        check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"

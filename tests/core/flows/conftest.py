"""Layers draw their first weights from the global generator: each test starts it anew."""

from collections.abc import Iterator

import pytest
import torch


@pytest.fixture(autouse=True)
def _same_weights_each_time() -> Iterator[None]:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield

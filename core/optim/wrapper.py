"""An optimiser around another."""

from abc import ABC
from typing import Any

from torch.optim import Optimizer


class Wrapper(Optimizer, ABC):
    """Shares the param groups of the optimiser inside, so that a schedule may write to either.

    `progress` are the plain numbers that training changes; `state_dict` has both states and them.
    """

    def __init__(self, optimizer: Optimizer, progress: dict[str, float]) -> None:
        super().__init__(optimizer.param_groups, optimizer.defaults)
        self.inner, self.progress = optimizer, progress
        self.param_groups = optimizer.param_groups

    def state_dict(self) -> dict[str, Any]:
        """What torch.optim has, with "inner" and "progress"."""
        own = super().state_dict()
        return {**own, "inner": self.inner.state_dict(), "progress": dict(self.progress)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go back to a `state_dict` of the same optimisers."""
        super().load_state_dict(state_dict)
        self.inner.load_state_dict(state_dict["inner"])
        self.param_groups = self.inner.param_groups
        self.progress = dict(state_dict["progress"])

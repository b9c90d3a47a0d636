"""Optimisers written out, as torch.optim has them; and surfaces, flow and stability to see them by.

Each has torch.optim's constructor, param groups, `step` and `state_dict`:

>>> import torch
>>> from core.optim import Accumulation, Heun, Momentum
>>> x = torch.tensor([1.0, -2.0], requires_grad=True)
>>> optimiser = Accumulation(Momentum([x], lr=0.1, momentum=0.9), k=4)
>>> for batch in torch.zeros(80, 2):
...     optimiser.zero_grad()
...     (x - batch).square().sum().backward()
...     optimiser.step()
>>> bool(x.norm() < 1)
True

Heun and RK4 take several gradients a step, so they are given the closure that makes them:

>>> optimiser = Heun([x], lr=0.1)
>>> def closure():
...     optimiser.zero_grad()
...     loss = x.square().sum()
...     loss.backward()
...     return loss.detach()
>>> bool(optimiser.step(closure) > optimiser.step(closure))
True

The gradient flow is in `core.optim.gradient_flow`, which needs SciPy.
"""

from core.optim.accumulation import Accumulation
from core.optim.adam import Adam
from core.optim.gradients import gradients_per_step
from core.optim.heun import Heun
from core.optim.lookahead import Lookahead
from core.optim.misordered_accumulation import LaggingAccumulation, SwitchedAccumulation
from core.optim.momentum import Momentum
from core.optim.momentum_runs import MomentumRuns
from core.optim.muon import Muon, muon_and_adamw
from core.optim.nesterov import Nesterov
from core.optim.paths import closure_on, path
from core.optim.rk4 import RK4
from core.optim.schedule import warmup_linear_decay
from core.optim.sgd import SGD
from core.optim.stability import ON_QUADRATIC, OnQuadratic, flow_factor
from core.optim.surfaces import QUADRATIC, RAVINE, ROSENBROCK, SADDLE, SURFACES, Surface, quadratic

__all__ = [
    "ON_QUADRATIC",
    "QUADRATIC",
    "RAVINE",
    "RK4",
    "ROSENBROCK",
    "SADDLE",
    "SGD",
    "SURFACES",
    "Accumulation",
    "Adam",
    "Heun",
    "LaggingAccumulation",
    "Lookahead",
    "Momentum",
    "MomentumRuns",
    "Muon",
    "Nesterov",
    "OnQuadratic",
    "Surface",
    "SwitchedAccumulation",
    "closure_on",
    "flow_factor",
    "gradients_per_step",
    "muon_and_adamw",
    "path",
    "quadratic",
    "warmup_linear_decay",
]

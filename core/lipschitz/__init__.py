"""Functions held to a slope: norms, constraints, certificates, and distances between clouds.

A network's constraint is a value; whatever it is, no slope exceeds the product of the layers.

>>> import torch
>>> from core.lipschitz import Constraint, FrozenNetwork, Kind, Network, certified_radius
>>> from core.lipschitz import draw_initial_layers
>>> generator = torch.Generator().manual_seed(0)
>>> layers = draw_initial_layers([2, 32, 32, 1], generator)
>>> network = Network(layers, Constraint(Kind.NORMALISED, rounds=3))
>>> points = torch.randn(200, 2, generator=generator)
>>> labels = points[:, 0].sign()
>>> optimiser = torch.optim.Adam(network.parameters(), 1e-2)
>>> for _ in range(100):
...     optimiser.zero_grad()
...     torch.nn.functional.softplus(-labels * network.value(points)[:, 0]).mean().backward()
...     optimiser.step()
...     network.after_step()
>>> frozen = FrozenNetwork(network)
>>> frozen.slopes(points).max().item() <= frozen.bound
True
>>> certified_radius(frozen.scores(points), labels, frozen.bound).max().item() > 0
True

Exact distances, which need SciPy, stand in `core.lipschitz.optimal_transport` and
`core.lipschitz.clouds`; critics against generators in `core.lipschitz.wgan`, networks trained on
the same batches in `core.lipschitz.side_by_side`.
"""

from core.lipschitz.activations import ACTIVATIONS, group_sort
from core.lipschitz.attack import margin_and_direction, nearest_flip, projected_gradient_attack
from core.lipschitz.certificate import certified_radius, margin
from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.convolution import circular_norm, operator_norm, reshaped_bound, reshaped_norm
from core.lipschitz.critic import critic_loss, critic_objective, generator_loss
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.gradient_penalty import gradient_penalty, interpolate, slope_penalty
from core.lipschitz.jensen_shannon import jensen_shannon
from core.lipschitz.mlp import Architecture
from core.lipschitz.network import InitialLayer, Network, draw_initial_layers
from core.lipschitz.norms import singular_values, spectral_norm
from core.lipschitz.orthogonal import nearest_orthogonal, orthogonalise
from core.lipschitz.penalties import frobenius_penalty, spectral_penalty
from core.lipschitz.power import ones_start, orthogonal_start, power_iteration, random_start
from core.lipschitz.projection import clip_, project_
from core.lipschitz.slopes import slope_map, steepest_found

__all__ = [
    "ACTIVATIONS",
    "Architecture",
    "Constraint",
    "FrozenNetwork",
    "InitialLayer",
    "Kind",
    "Network",
    "certified_radius",
    "circular_norm",
    "clip_",
    "critic_loss",
    "critic_objective",
    "draw_initial_layers",
    "frobenius_penalty",
    "generator_loss",
    "gradient_penalty",
    "group_sort",
    "interpolate",
    "jensen_shannon",
    "margin",
    "margin_and_direction",
    "nearest_flip",
    "nearest_orthogonal",
    "ones_start",
    "operator_norm",
    "orthogonal_start",
    "orthogonalise",
    "power_iteration",
    "project_",
    "projected_gradient_attack",
    "random_start",
    "reshaped_bound",
    "reshaped_norm",
    "singular_values",
    "slope_map",
    "slope_penalty",
    "spectral_norm",
    "spectral_penalty",
    "steepest_found",
]

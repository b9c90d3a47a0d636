"""Ordinary differential equations solved, and learnt, by recurrent cells.

Forwards the cells solve, backwards they infer: here the parameters of the article's two species
from seven points that were seen of them.

>>> import torch
>>> from core.odes import COMPETITION, RK4, InverseProblem, LeastSquaresFit, Unknowns, solve
>>> from core.odes import article_observations, relative
>>> true = torch.tensor(COMPETITION.defaults, dtype=torch.float64)
>>> start = torch.tensor([[100.0, 150.0]], dtype=torch.float64)
>>> end = solve(RK4, COMPETITION.bind(true), start, h=1.0, steps=300)[-1]
>>> [round(float(state)) for state in end[0]]
[375, 250]
>>> problem = InverseProblem(COMPETITION, article_observations(torch.float64), RK4, h=0.5)
>>> fit = LeastSquaresFit(Unknowns(problem, relative(0.7 * true)), 0.7 * true)
>>> losses = [fit.step().loss for _ in range(30)]
>>> losses[-1] < losses[0] / 10
True
"""

from core.odes.cells import OneStepCell, first_non_finite, solve, unroll
from core.odes.convergence import (
    ConvergenceTable,
    convergence_table,
    exact,
    fitted_slope,
    reference,
    reference_path,
)
from core.odes.fits import FitStep, GradientFit
from core.odes.identifiability import (
    Spectrum,
    confidence_ellipse,
    covariance,
    relative_jacobian,
    spectrum,
)
from core.odes.least_squares import LeastSquaresFit
from core.odes.linear import EXPONENTIAL, OSCILLATOR, STIFF
from core.odes.methods import (
    DORMAND_PRINCE,
    EULER,
    HEUN,
    METHODS,
    MIDPOINT,
    RK4,
    SYMPLECTIC_EULER,
    Method,
)
from core.odes.network_fit import NetworkFit, rollout
from core.odes.networks import MLPField, RecurrentStepper, normaliser
from core.odes.observations import ARTICLE_CLIP, ARTICLE_START, Observations, article_observations
from core.odes.oscillators import PENDULUM, VAN_DER_POL
from core.odes.parametrisation import LOGARITHMIC, PLAIN, Parametrisation, relative
from core.odes.phase_portrait import classify_equilibrium, eigenvalues, nullclines
from core.odes.populations import COMPETITION, PREDATION
from core.odes.sensitivities import adjoints, sensitivity_norms
from core.odes.shooting import InverseProblem, residuals, trajectory
from core.odes.stability import stability_function, step_limit
from core.odes.system import System
from core.odes.systems import SYSTEMS
from core.odes.unknowns import Unknowns

__all__ = [
    "ARTICLE_CLIP",
    "ARTICLE_START",
    "COMPETITION",
    "DORMAND_PRINCE",
    "EULER",
    "EXPONENTIAL",
    "HEUN",
    "LOGARITHMIC",
    "METHODS",
    "MIDPOINT",
    "OSCILLATOR",
    "PENDULUM",
    "PLAIN",
    "PREDATION",
    "RK4",
    "STIFF",
    "SYMPLECTIC_EULER",
    "SYSTEMS",
    "VAN_DER_POL",
    "ConvergenceTable",
    "FitStep",
    "GradientFit",
    "InverseProblem",
    "LeastSquaresFit",
    "MLPField",
    "Method",
    "NetworkFit",
    "Observations",
    "OneStepCell",
    "Parametrisation",
    "RecurrentStepper",
    "Spectrum",
    "System",
    "Unknowns",
    "adjoints",
    "article_observations",
    "classify_equilibrium",
    "confidence_ellipse",
    "convergence_table",
    "covariance",
    "eigenvalues",
    "exact",
    "first_non_finite",
    "fitted_slope",
    "normaliser",
    "nullclines",
    "reference",
    "reference_path",
    "relative",
    "relative_jacobian",
    "residuals",
    "rollout",
    "sensitivity_norms",
    "solve",
    "spectrum",
    "stability_function",
    "step_limit",
    "trajectory",
    "unroll",
]

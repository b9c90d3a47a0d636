"""The list of the systems."""

from core.odes.linear import EXPONENTIAL, OSCILLATOR, STIFF
from core.odes.oscillators import PENDULUM, VAN_DER_POL
from core.odes.populations import COMPETITION, PREDATION

SYSTEMS = (COMPETITION, EXPONENTIAL, OSCILLATOR, PENDULUM, PREDATION, VAN_DER_POL, STIFF)

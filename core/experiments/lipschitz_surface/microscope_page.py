"""Power iteration on a matrix of the plane: what turns, and what a hand moves."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from core.experiment import Experiment, Part
from core.experiments.lipschitz_surface import knobs
from core.experiments.lipschitz_surface.knobs import MicroscopeParams
from core.lipschitz import power_in_plane
from core.lipschitz.convolution import operator_norm, reshaped_norm
from core.lipschitz.power_in_plane import PlanarMatrix, half_steps
from core.touches import Drag, Touch

ROUNDS = 16
# Half rounds a second: slow enough for the eye.
HALF_ROUNDS = 2.5
# Half the side of the picture: the trap's norm is 3. A hand pulls an axis within these shares.
SIDE, TRAP_SIDE = 2.7, 3.3
LONGEST, SHORTEST = 0.92, 0.05
# The singular values of the free matrix, and where its axes u₁ and v₁ lie, in degrees.
VALUES, LEFT, RIGHT = (2.0, 1.2), 35, -20
KERNELS = {
    knobs.BOX: torch.ones(1, 1, 3, 3, dtype=torch.float64),
    knobs.EDGES: torch.tensor([[[[0, 1, 0], [1, -4, 1], [0, 1, 0]]]], dtype=torch.float64),
}
CHANNELS = 4
# A convolution is measured on pictures of this size.
PICTURE = (16, 16)


@dataclass(frozen=True)
class MicroscopeMade:
    """The lengths of the two axes, where a hand has pulled them."""

    lengths: tuple[float, float] | None = None


class Microscope(Experiment):
    """A matrix of the plane, a start u, and how many half rounds were done. Nothing is learnt."""

    params: MicroscopeParams
    made: MicroscopeMade = MicroscopeMade()

    def __init__(self, params: MicroscopeParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        # Nearly at a right angle to the top vector, so that there is something to see.
        drawn = float(torch.rand((), generator=self.generator(0)))
        self._random_angle = math.radians(LEFT + 68 + 16 * drawn)
        self.start = torch.zeros(2, dtype=torch.float64)
        self.half_rounds = torch.zeros((), dtype=torch.int64)
        self._begin()

    def _begin(self) -> None:
        """Take the start that the knobs name, and no round yet."""
        found = power_in_plane.starts(self._matrix().weight, self._random_angle)
        self.start.copy_(found[self.params.start])
        self.half_rounds.zero_()

    def _matrix(self) -> PlanarMatrix:
        match self.params.matrix:
            case knobs.SHEAR:
                return PlanarMatrix.from_rows(power_in_plane.SHEAR)
            case knobs.TRAP:
                return PlanarMatrix.from_rows(power_in_plane.TRAP)
        return PlanarMatrix.from_angles(VALUES, math.radians(LEFT), math.radians(RIGHT))

    def axes(self) -> PlanarMatrix:
        """The matrix that the knobs name, its axes as long as a hand has pulled them."""
        matrix = self._matrix()
        for index, length in enumerate(self.made.lengths or ()):
            matrix = matrix.stretched(index, length)
        return matrix

    def side(self) -> float:
        """Half the side of the picture."""
        return TRAP_SIDE if self.params.matrix == knobs.TRAP else SIDE

    def kernel(self) -> Tensor:
        """The kernel `(out, in, 3, 3)`, divided by the norm of the reshaped one."""
        name, size = self.params.kernel, (CHANNELS, CHANNELS, 3, 3)
        random = torch.randn(size, generator=self.generator(1), dtype=torch.float64)
        kernel = KERNELS.get(name, random)
        return kernel / reshaped_norm(kernel)

    def stretch_found(self) -> float:
        """The norm of its convolution with zero padding, by the rounds that were done, and one."""
        rounds = int(self.half_rounds) // 2 + 1
        return operator_norm(self.kernel(), PICTURE, self.generator(2), rounds, padding=1)

    def step(self) -> Mapping[str, Tensor | float]:
        """Half a round."""
        self.half_rounds += int(self.half_rounds < 2 * ROUNDS)
        path = half_steps(self.axes().weight, self.start, int(self.half_rounds))
        return {"estimate": path[-1].estimate, "stretch_found": self.stretch_found()}

    def parts(self) -> Mapping[str, Part]:
        """Where the iteration began, and how far it has come."""
        return {"start": self.start, "half rounds": self.half_rounds}

    def max_steps_per_second(self) -> float:
        """Half rounds are to be seen."""
        return HALF_ROUNDS

    def apply_params(self, params: MicroscopeParams) -> None:
        """Take new knobs; begin again where the matrix or the start is another."""
        before = (self.params.matrix, self.params.start)
        super().apply_params(params)
        if before != (params.matrix, params.start):
            self.made = MicroscopeMade()
            self._begin()

    def carry_over(self, previous: Experiment) -> None:
        """Keep the axes as a hand has pulled them, if they are those of the same matrix."""
        if isinstance(previous, Microscope) and previous.params.matrix == self.params.matrix:
            super().carry_over(previous)

    def touch(self, view: str, touch: Touch) -> None:
        """Drag an axis of the ellipse, the start, or the round."""
        match touch:
            case Drag("axes", 0 | 1 as index):
                self._pull(index, torch.tensor([touch.x, touch.y], dtype=torch.float64))
            case Drag("start") if math.hypot(touch.x, touch.y) > 1e-3:
                place = torch.tensor([touch.x, touch.y], dtype=torch.float64)
                self.start.copy_(place / place.norm())
                self.half_rounds.zero_()
            case Drag("round"):
                self.half_rounds.fill_(round(2 * min(max(touch.x, 0.0), ROUNDS)))
            case _:
                pass

    def _pull(self, index: int, place: Tensor) -> None:
        axes = self.axes()
        along = abs(float(place @ axes.left[:, index]))
        lengths = axes.values.tolist()
        lengths[index] = min(max(along, SHORTEST), LONGEST * self.side())
        self.made = MicroscopeMade((lengths[0], lengths[1]))

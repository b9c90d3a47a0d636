"""What is looked at of power iteration: all rounds, the exact law, and the convolution's norms."""

import torch
from torch import Tensor

from core.experiments.lipschitz_surface.knobs import FREE, MicroscopeParams
from core.experiments.lipschitz_surface.microscope_page import (
    PICTURE,
    ROUNDS,
    Microscope,
    MicroscopeMade,
)
from core.lipschitz import convolution
from core.lipschitz.power_in_plane import (
    HalfStep,
    PlanarMatrix,
    eigen_directions,
    half_steps,
    sine_to,
)
from core.seen import Seen, kept
from core.view_layers import Layer
from core.views import Rule


class MicroscopeSeen(Seen[Microscope, MicroscopeParams, MicroscopeMade]):
    """The matrix, where its iteration stands, and what it is compared with."""

    @kept
    def axes(self) -> PlanarMatrix:
        """The matrix with its axes."""
        return self.model.axes()

    @kept
    def path(self) -> list[HalfStep]:
        """The states of all rounds that the charts show, also those to come."""
        return half_steps(self.axes().weight, self.model.start, 2 * ROUNDS)

    @kept
    def done(self) -> int:
        """Half rounds done."""
        return int(self.model.half_rounds)

    def state(self) -> HalfStep:
        """Where the iteration stands."""
        return self.path()[self.done()]

    def round(self) -> float:
        """Rounds done."""
        return self.done() / 2

    def image(self) -> float:
        """|Wv|."""
        return float((self.axes().weight @ self.state().v).norm())

    def estimate(self) -> float:
        """uᵀWv."""
        return self.state().estimate

    def norm(self) -> float:
        """‖W‖₂, the larger singular value."""
        return float(self.axes().values.max())

    def ratio(self) -> float:
        """(σ₂/σ₁)²."""
        return self.axes().ratio

    @kept
    def sines(self) -> tuple[Tensor, Tensor]:
        """The sine from v to v₁ after each round `(ROUNDS,)`: as it is, and by the exact law.

        The tangent shrinks by (σ₂/σ₁)² a round.
        """
        top = self.axes().right[:, self.axes().top]
        sines = torch.tensor([sine_to(top, s.v) for s in self.path()[1::2]], dtype=torch.float64)
        tangents = sines[0].clamp_max(1).asin().tan() * self.axes().ratio ** torch.arange(ROUNDS)
        return sines, tangents.atan().sin()

    @kept
    def eigenvector(self) -> Tensor | None:
        """The real eigenvector `(2,)` of the largest |λ|, as long as λ; none for a free matrix."""
        values, vectors = eigen_directions(self.axes().weight)
        if self.p.matrix == FREE or not values:
            return None
        index = max(range(len(values)), key=lambda i: abs(values[i]))
        return values[index] * vectors[:, index]

    @kept
    def compared(self) -> list[float]:
        """σ₁, σ₂, ‖W‖_F and the largest |eigenvalue|."""
        values = self.axes().values.sort(descending=True).values
        eigenvalue = float(torch.linalg.eigvals(self.axes().weight).abs().max())
        return [*values.tolist(), float(values.norm()), eigenvalue]

    # --- the convolution ------------------------------------------------------------------------

    @kept
    def kernel(self) -> Tensor:
        """The kernel `(out, in, 3, 3)`, which is 1 long as a matrix."""
        return self.model.kernel()

    @kept
    def stretch(self) -> float:
        """The exact norm of the convolution with circular padding."""
        return convolution.circular_norm(self.kernel(), PICTURE)

    @kept
    def stretch_found(self) -> float:
        """What power iteration on the operator says of the norm with zero padding."""
        return self.model.stretch_found()

    def stretch_bound(self) -> float:
        """What the norm of the convolution cannot exceed, by that of the reshaped kernel."""
        return convolution.reshaped_bound(self.kernel())

    def reshaped(self) -> float:
        """The norm of the reshaped kernel."""
        return convolution.reshaped_norm(self.kernel())

    def reference_lines(self) -> dict[str, Layer]:
        """The norm that is sought."""
        return {"norm": Rule(self.norm(), label="σ₁")}

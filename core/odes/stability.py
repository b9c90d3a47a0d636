"""Where a method is stable: R(z) with z = h lambda, its region, and the limits of the step.

On y' = lambda y a step multiplies by R(h lambda), for an explicit method a polynomial; the steps
stay bounded while |R| <= 1 (Hairer, Wanner, Solving ODEs II, 1996, ch. IV.2).
"""

import numpy as np
from numpy.typing import NDArray

from core.odes.methods import Method

Complex = NDArray[np.complex128]
# A computed root is wrong by less than this; below it, an imaginary part counts as none.
ROOT_ERROR = 1e-7


def stability_polynomial(method: Method) -> NDArray[np.float64]:
    """Coefficients (S + 1,) of R(z), lowest first: 1, then b^T A^{k-1} 1 for z^k."""
    size = len(method.b)
    A = np.zeros((size, size))
    for index, row in enumerate(method.a):
        A[index, : len(row)] = row
    coefficients, reach = [1.0], np.ones(size)
    for _ in range(size):
        coefficients.append(float(np.dot(method.b, reach)))
        reach = A @ reach
    return np.trim_zeros(np.array(coefficients), "b")


def stability_function(method: Method, z: Complex) -> Complex:
    """R(z) for complex z of any shape, for instance a grid of the plane."""
    values = np.polynomial.polynomial.polyval(z, stability_polynomial(method))
    return np.asarray(values, dtype=np.complex128)


def growth_factor(method: Method, z: Complex) -> NDArray[np.float64]:
    """|R(z)|, by how much the largest error grows in a step.

    A split method has an R(z) only where each of two states moves the other alone, as in
    q' = v(p), p' = f(q): a step then has the eigenvalues x with x^2 - (2 + z^2) x + 1 = 0, both of
    size 1 for z between -2i and 2i, and a larger one elsewhere.
    """
    if not method.split:
        return np.abs(stability_function(method, z))
    half = 1 + z * z / 2
    root = np.sqrt(half * half - 1)
    return np.maximum(np.abs(half + root), np.abs(half - root))


def _positive_roots(coefficients: Complex) -> list[float]:
    roots = np.polynomial.polynomial.polyroots(coefficients)
    real = roots.real[np.abs(roots.imag) <= ROOT_ERROR * (1 + np.abs(roots))]
    return sorted(float(root) for root in real if root > ROOT_ERROR)


def step_limit(method: Method, eigenvalue: complex) -> float:
    """Largest h such that |R(s lambda)| <= 1 for every s up to h; 0 if the first step grows.

    An eigenvalue 0 gives infinity. Growth of less than 1e-9 of the terms that make it counts as
    none: RK4 on the imaginary axis.
    For a split method |R| is what ``growth_factor`` says.
    """
    if eigenvalue == 0:
        return np.inf
    if method.split:
        return 2 / abs(eigenvalue) if abs(eigenvalue.real) <= ROOT_ERROR * abs(eigenvalue) else 0.0
    direction = eigenvalue / abs(eigenvalue)
    powers = direction ** np.arange(len(stability_polynomial(method)))
    ray = stability_polynomial(method) * powers  # R along the ray, a polynomial of s
    excess: Complex = np.polynomial.polynomial.polymul(ray, ray.conj())
    excess[0] -= 1
    excess[np.abs(excess) < 1e-12] = 0  # R agrees with exp here; rounding would add false roots
    crossings = _positive_roots(excess)
    starts = [0.0, *crossings]
    ends = [*crossings, 2 * (crossings[-1] if crossings else 1.0)]
    for start, end in zip(starts, ends, strict=True):
        terms = excess * ((start + end) / 2) ** np.arange(len(excess))
        if terms.sum().real > 1e-9 * np.abs(terms).sum():
            return start / abs(eigenvalue)
    return np.inf

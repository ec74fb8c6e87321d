"""Expected orders of a customer who has not left yet, in the time to come: the middle part of BG/NBD's eq. (10)."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import hyp2f1

Numbers = NDArray[np.float64]

NODES = 64  # of the quadrature: twelve digits where the closed form overflows, three at the very edge of the parameters


def orders_if_alive(r: float, alpha: float, a: float, b: float, x: Numbers, age: Numbers, within: Numbers) -> Numbers:
    """The expectation for each `x` and `age` (arrays that broadcast with `within`).

    Euler's transformation of the paper's 2F1(r + x, b + x; a + b + x - 1; z): that one overflows with some hundred
    orders, this one stays near 1 unless the parameters are at their edge. There the integral itself is worked out.
    """
    # TRICKY: eq. (10) is 0 / 0 at a = 1 and at a + b + x = 1; both are removable, so a step aside is near enough.
    beside_a = a if abs(a - 1) > 1e-6 else 1 + 1e-6
    beside_b = b + 1e-6 if np.any(np.abs(beside_a + b + x - 1) < 1e-6) else b
    top = beside_a + beside_b + x - 1
    z = within / (alpha + age + within)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        none = np.exp((beside_a - 1) * np.log1p(-z)) * hyp2f1(beside_a + beside_b - 1 - r, beside_a - 1, top, z)
        orders = np.asarray(top / (beside_a - 1) * (1 - none))
    lost = ~np.isfinite(orders)
    if lost.any():
        every_x, every_w = (np.broadcast_to(values, orders.shape)[lost] for values in (x, within / (alpha + age)))
        orders[lost] = _by_quadrature(r, a, b, every_x, every_w)
    return orders


def _by_quadrature(r: float, a: float, b: float, x: Numbers, w: Numbers) -> Numbers:
    """The mean of (1 - (1 + p w)^-(r + x)) / p over the leaving probability p ~ Beta(a, b + x).

    Source:
        Golub & Welsch (1969), "Calculation of Gauss Quadrature Rules": the nodes are eigenvalues of the recurrence
        of the Jacobi polynomials, the weights come out adding up to one, whatever the beta function's size.
    """
    answer = np.empty(len(x))
    for count in np.unique(x):
        own = x == count
        first, last, k = b + count - 1, a - 1, np.arange(1, NODES, dtype=np.float64)
        s = 2 * k + first + last
        inner = 4 * k * (k + first) * (k + last) * (k + first + last) / (s**2 * (s + 1) * (s - 1))
        inner[0] = 4 * (1 + first) * (1 + last) / ((2 + first + last) ** 2 * (3 + first + last))  # k = 1, where s - 1 cancels
        middle = np.concatenate([[(last - first) / (first + last + 2)], (last**2 - first**2) / (s * (s + 2))])
        side = np.sqrt(inner)
        nodes, vectors = np.linalg.eigh(np.diag(middle) + np.diag(side, 1) + np.diag(side, -1))
        p = np.maximum((1 + nodes[:, None]) / 2, 1e-300)
        answer[own] = vectors[0] ** 2 @ (-np.expm1(-(r + count) * np.log1p(p * w[own])) / p)
    return answer

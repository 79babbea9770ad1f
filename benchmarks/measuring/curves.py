"""
What a policy makes of several prices: delay bought with requests.

Two policies are compared where one costs the same: at the price that makes as
many requests as the other sends, or the same delay.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measuring.durations import Numbers
from measuring.watching import Seen


@dataclass(frozen=True, slots=True)
class Curve:
    """Mean delay and mean requests a run; one value a price, from the lowest to the highest."""

    delay: Numbers
    looks: Numbers

    @classmethod
    def of(cls, found: Sequence[Seen]) -> "Curve":
        """Return the means of what was seen at each price."""
        return cls(
            np.array([seen.delay.mean() for seen in found]),
            np.array([seen.looks.mean() for seen in found]),
        )

    @classmethod
    def pooled(cls, curves: Mapping[str, "Curve"]) -> "Curve":
        """Return the plain mean over families, at one price for all."""
        return cls(
            np.mean([curve.delay for curve in curves.values()], axis=0),
            np.mean([curve.looks for curve in curves.values()], axis=0),
        )

    def delay_at(self, looks: float) -> float:
        """
        Return the delay at the price that makes so many looks.

        Raises:
            ValueError: No price that was tried comes close.
        """
        return _between(looks, self.looks[::-1], self.delay[::-1])

    def looks_at(self, delay: float) -> float:
        """Return the looks at the price that makes this delay; raises as `delay_at` does."""
        return _between(delay, self.delay, self.looks)


def mean(values: Iterable[float]) -> float:
    """Return the plain mean."""
    return float(np.mean(list(values)))


def _between(x: float, xs: Numbers, ys: Numbers) -> float:
    """Interpolate; both axes are logarithmic, where the curves are nearly straight."""
    if not xs[0] <= x <= xs[-1]:
        raise ValueError(f"{x:.3g} is beyond the prices that were tried: {xs[0]:.3g}–{xs[-1]:.3g}")
    return float(np.exp(np.interp(np.log(x), np.log(xs), np.log(ys))))

"""What changed since an earlier result of the same workflow, in numbers and in words."""

import math
from dataclasses import dataclass

from codika.language import say, write_digits
from codika.results.kinds import Hint
from codika.results.reading import Headline, Reading

_PARTS_OF_HUNDRED = 1000  # per cent; beyond, "12 times as much" would be plainer than either


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A single number, now and before."""

    headline: Headline
    before: float

    @property
    def difference(self) -> float:
        """How much more it is now; negative for less."""
        return float(self.headline.value - self.before)

    def __str__(self) -> str:
        """Say it in a few signs: `+12 %`, `-3`, `no change`."""
        if not self.difference:
            return say("no change")
        if self.before and self.headline.hint not in (Hint.SHARE, Hint.PERCENT):
            percent = 100 * self.difference / abs(self.before)
            if abs(percent) < _PARTS_OF_HUNDRED:
                places = 1 if abs(percent) < 10 else 0  # noqa: PLR2004  digits enough
                return f"{_signed(f'{percent:+.{places}f}')} %"
        if self.headline.hint is Hint.SHARE:
            points = _signed(f"{100 * self.difference:+.1f}")
            return say("{n} points", n=points)
        return _signed(f"{self.difference:+.6g}")


def _signed(digits: str) -> str:
    """Return digits with a sign before them as people write them: `+1,204`."""
    return f"{digits[0]}{write_digits(digits[1:])}"


def changes(now: Reading, before: Reading) -> dict[str, Change]:
    """
    Return the single numbers that both results have, by path.

    Years are times, not amounts, and are left out, as is what is not finite.
    """
    earlier = {headline.path: headline for headline in before.headlines}
    return {
        headline.path: Change(headline=headline, before=earlier[headline.path].value)
        for headline in now.headlines
        if headline.hint is not Hint.YEAR
        and headline.path in earlier
        and _is_amount(headline)
        and _is_amount(earlier[headline.path])
        and earlier[headline.path].unit == headline.unit
    }


def more_rows(now: Reading, before: Reading) -> int | None:
    """Return how many rows more the main table has; `None` if it is another table."""
    if now.main is None or before.main is None or now.main.path != before.main.path:
        return None
    return now.main.n_rows - before.main.n_rows


def _is_amount(headline: Headline) -> bool:
    value = headline.value
    if not headline.kind.is_numeric or isinstance(value, bool | str) or value is None:
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond every float
        return False

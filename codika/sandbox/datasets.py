"""
The open data sets that come with plotly, read without importing plotly.

They are small gzipped CSV files: countries by year (Gapminder Foundation), share
prices of 2018 and 2019, restaurant bills.  plotly's own loader would import
narwhals and a data frame library; the workflows need neither.
"""

import csv
import functools
import gzip
import importlib.util
from pathlib import Path


@functools.cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """
    Return a data set as its CSV file has it, every value as text.

    Args:
        name: Such as `"gapminder"`, `"stocks"` or `"tips"`.
    """
    with gzip.open(_folder() / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def _folder() -> Path:
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the sandbox's data sets come with plotly, which is missing")
    return Path(spec.submodule_search_locations[0]) / "package_data" / "datasets"

"""
Run every benchmark; `python -m measuring.run_all [--json]` in `benchmarks/`.

Every file beside this folder is one.  They run one after another, since two at
once would measure each other.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measuring.report import end_cleanly_when_asked, tell

BENCHMARKS = Path(__file__).resolve().parents[1]
LONGEST = 1800  # seconds that one may take


def scripts() -> list[Path]:
    """Return every benchmark there is."""
    return sorted(BENCHMARKS.glob("*.py"))


def tables(paths: Sequence[Path]) -> None:
    """
    Run each one and let it print its table.

    Raises:
        CalledProcessError: One failed.
        TimeoutExpired: One did not end.
    """
    for path in paths:
        subprocess.run([sys.executable, path], check=True, timeout=LONGEST)


def merged(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Run each one and return all rows in one list; raises as `tables` does."""
    rows: list[dict[str, Any]] = []
    for path in paths:
        ended = subprocess.run(
            [sys.executable, path, "--json"], check=True, timeout=LONGEST, stdout=subprocess.PIPE
        )
        rows += json.loads(ended.stdout)
    return rows


def main() -> None:
    """Read the command line and run them."""
    parser = argparse.ArgumentParser(description="Run every benchmark.")
    parser.add_argument("--json", action="store_true", help="print one JSON list of all rows")
    arguments = parser.parse_args()
    end_cleanly_when_asked()
    try:
        if arguments.json:
            print(json.dumps(merged(scripts()), indent=1, ensure_ascii=False))
        else:
            tables(scripts())
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        tell(str(error))
        sys.exit(1)


if __name__ == "__main__":
    main()

"""
The page of a run, with few rows and with many.

`python -m measuring.pages record FOLDER` puts two runs on record in a data folder and
says how many rows; `redraw` runs the page's script in this process, with Streamlit's
own driver, and prints how long each script run took.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from codika.model import Environment, Run, RunStatus
from codika.runs import new_id
from codika.runs.sqlite import SqliteRunStore
from measuring import records

FEW, MANY = 100, 100_000
CHANGES = {
    "filter": {"where": "any:state:open:paid"},
    "range": {"where": "range:amount_eur:10:200"},
    "sort": {"sort": "down:amount_eur"},
    "word": {"rows": "oslo"},
    "digit": {"rows": "7"},
}
"""What is asked of a table, as the address says it."""
_TIMES = 3


def run_id(rows: int) -> str:
    """Return the id of the run with so many rows, the same everywhere."""
    return f"{rows:026d}"  # digits only, and as long as any id


def record(folder: Path) -> None:
    """Put a run with few rows and one with many on record."""
    folder.mkdir(parents=True, exist_ok=True)
    store = SqliteRunStore(folder / "runs.db")
    for rows in (FEW, MANY):
        run = Run(
            id=run_id(rows),
            submission_id=new_id(),
            instance_id="benchmark",
            instance_name="Benchmark",
            environment=Environment.DEV,
            workflow_id="orders",
            workflow_title="Orders",
            inputs="",
            user="",
            status=RunStatus.SUCCESS,
            created_at=datetime(2025, 11, 21, 12, tzinfo=UTC),
            duration_ms=1000.0,
        )
        store.add(run, {}, owner="", lease=0.0)
        store.save(run, result=records.result(rows))
    store.close()


def redraw(main: Path) -> dict[str, float]:
    """Return how long the page takes to draw after a change, in ms of wall time; the least of 3."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - only this needs Streamlit

    from ui import shown  # noqa: PLC0415 - the same

    at = AppTest.from_file(main, default_timeout=120)
    at.context = {"timezone": "Europe/Brussels", "theme": "light"}
    at.run()

    def drawn(rows: int, /, **asked: str) -> float:
        at.query_params.clear()
        at.query_params.update({"run": run_id(rows), **asked})
        began = time.perf_counter()
        at.run()
        took = (time.perf_counter() - began) * 1000
        # A page that shows no table would be fast.
        if at.exception or at.error or not at.dataframe:
            raise RuntimeError(f"no table of {rows:,} rows on the page, asked for {asked}")
        return took

    at.query_params.update({"run": run_id(FEW)})
    at.switch_page("../pages/runs.py")
    drawn(FEW)
    drawn(MANY)
    drawn(MANY)
    found: dict[str, float] = {"few": min(drawn(FEW) for _ in range(_TIMES))}
    for name, asked in CHANGES.items():
        times = []
        for _ in range(_TIMES):
            shown._rows_of.clear()  # noqa: SLF001 - as if nobody had asked for these rows before
            drawn(MANY)
            times.append(drawn(MANY, **asked))
        found[name] = min(times)
    return found


if __name__ == "__main__":
    if sys.argv[1] == "record":
        record(Path(sys.argv[2]))
        print(json.dumps({"rows": FEW + MANY}))
    else:
        sys.path.insert(0, str(Path.cwd()))
        print(json.dumps(redraw(Path.cwd() / "ui" / "main.py")))

"""
What an unconfirmed run may have become.

Codika keeps no mark of who triggered an execution, so time and workflow are all
there is to go by.  Nothing is linked by code: a person looks and decides.
"""

from datetime import timedelta

from codika.api.sync import Codika
from codika.model import ExecutionSummary, Run
from codika.runs.store import RunStore

EARLIER = timedelta(seconds=30)  # Codika's clock and ours may differ
LATER = timedelta(minutes=5)  # a gateway may hold a request back before it lets it through
LISTED = 100  # the most that Codika lists


def candidates(codika: Codika, store: RunStore, run: Run) -> tuple[ExecutionSummary, ...]:
    """
    Ask Codika for executions that an unconfirmed run may have started, the likeliest first.

    Those that are on record as another run are left out.

    Args:
        codika: The client of the run's instance; needs an organization key.
        store: The run log.
        run: The run, which has been sent.

    Raises:
        ConfigurationError: There is no organization key.
        ApiError: Codika refused.
    """
    sent = run.triggered_at or run.created_at
    near = [
        (abs((one.created_at - sent).total_seconds()), one)
        for one in codika.executions(workflow_id=run.workflow_id, limit=LISTED)
        if one.created_at and sent - EARLIER <= one.created_at <= sent + LATER
    ]
    taken = store.executions_on_record([one.id for _, one in near])
    near.sort(key=lambda distant: distant[0])
    return tuple(one for _, one in near if one.id not in taken)

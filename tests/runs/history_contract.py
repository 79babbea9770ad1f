"""What every `RunStore` must tell of earlier runs, as tests; part of the contract."""

from dataclasses import replace
from datetime import timedelta

from making import NOW, add, ids, make_run

from codika.model import RunStatus

HASH, OTHER_HASH = "a" * 64, "b" * 64


class HistoryContract:
    """The promises of `ended_runs` and `same_payload`."""

    def test_ended_runs_are_those_that_succeeded_or_failed_here_the_newest_first(self, store):
        """
        What was never started tells nothing of how a start turns out.
        """
        told = [
            make_run(status=RunStatus.SUCCESS),
            make_run(status=RunStatus.FAILED),
        ]
        untold = [
            *(
                make_run(status=status)
                for status in RunStatus
                if status not in (RunStatus.SUCCESS, RunStatus.FAILED)
            ),
            make_run(status=RunStatus.SUCCESS, workflow_id="other"),
            make_run(status=RunStatus.SUCCESS, instance_id="pi-2"),
        ]
        add(store, *told, *untold)

        assert ids(reversed(told)) == ids(store.ended_runs("pi-1", "lead-scoring"))

    def test_ended_runs_forget(self, store):
        """
        No more than were asked for, and those are the latest.
        """
        runs = [make_run(status=RunStatus.SUCCESS) for _ in range(5)]
        add(store, *runs)

        assert ids([runs[4], runs[3]]) == ids(store.ended_runs("pi-1", "lead-scoring", limit=2))

    def test_ended_runs_of_one_payload(self, store):
        """
        With a hash, only runs that were asked for the same.
        """
        same = make_run(status=RunStatus.FAILED, payload_hash=HASH)
        add(store, same, make_run(status=RunStatus.SUCCESS, payload_hash=OTHER_HASH))

        assert [same] == list(store.ended_runs("pi-1", "lead-scoring", payload_hash=HASH))

    def test_the_same_payload_is_the_newest_good_run(self, store):
        """
        Of two results of one payload the fresher one counts.
        """
        first, second = (make_run(status=RunStatus.SUCCESS, payload_hash=HASH) for _ in range(2))
        add(store, first, second)

        assert second == store.same_payload("pi-1", "lead-scoring", HASH, since=NOW)

    def test_the_same_payload_may_be_under_way(self, store):
        """
        Who presses Run a second time learns that the first is not done yet.
        """
        for status in (RunStatus.QUEUED, RunStatus.TRIGGERING, RunStatus.PENDING):
            run = add(store, make_run(status=status, payload_hash=HASH))

            assert run == store.same_payload("pi-1", "lead-scoring", HASH, since=NOW)

    def test_the_same_payload_without_a_result_is_none(self, store):
        """
        A run that failed, or of which nobody knows, saves nobody a run.
        """
        add(
            store,
            *(
                make_run(status=status, payload_hash=HASH)
                for status in RunStatus
                if status is not RunStatus.SUCCESS and not status.is_open
            ),
        )

        assert store.same_payload("pi-1", "lead-scoring", HASH, since=NOW) is None

    def test_another_payload_workflow_or_instance_is_another_matter(self, store):
        """
        The same inputs elsewhere give another result.
        """
        run = make_run(status=RunStatus.SUCCESS, payload_hash=HASH)
        other = {"payload_hash": OTHER_HASH, "workflow_id": "other", "instance_id": "pi-2"}
        add(
            store,
            *(replace(make_run(), **{**_same(run), name: value}) for name, value in other.items()),
        )

        assert store.same_payload("pi-1", "lead-scoring", HASH, since=NOW) is None

    def test_the_same_payload_long_ago_is_none(self, store):
        """
        A result counts as long as was chosen, to the moment.
        """
        run = add(store, make_run(status=RunStatus.SUCCESS, payload_hash=HASH, created_at=NOW))
        later = NOW + timedelta(microseconds=1)

        assert run == store.same_payload("pi-1", "lead-scoring", HASH, since=NOW)
        assert store.same_payload("pi-1", "lead-scoring", HASH, since=later) is None


def _same(run):
    return {"status": run.status, "payload_hash": run.payload_hash}

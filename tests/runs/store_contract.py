"""
What every `RunStore` must do, as tests.

A backend passes by a subclass with a fixture `open_store`: a function that
opens the same log again each time, as another process would.
"""

import math
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from history_contract import HistoryContract
from making import LEASE, NOW, add, full_run, ids, make_run

from codika import errors
from codika.model import Environment, JsonText, Run, RunError, RunEvent, RunStatus
from codika.runs import UNSET, RunFilter, UsualTime
from codika.runs.store import Look

JSON_VALUES = [
    pytest.param(None, id="null"),
    pytest.param(0, id="zero"),
    pytest.param(-0.0, id="minus zero"),
    pytest.param("", id="empty text"),
    pytest.param(False, id="false"),
    pytest.param([], id="empty list"),
    pytest.param({}, id="empty object"),
    pytest.param(math.inf, id="infinity"),
    pytest.param(10**40, id="huge integer"),
    pytest.param(2**53 + 1, id="beyond a double"),
    pytest.param(0.1, id="fraction"),
    pytest.param("\ud83d half \udc00 pairs", id="lone surrogates"),
    pytest.param({"\ud83d": "\ud83d\ude00"}, id="surrogate as key"),
    pytest.param("\x00 \x1f \u2028 é 中 😀", id="odd characters"),
    pytest.param({"b": [1, {"a": None}], "a": "x"}, id="order of keys"),
    pytest.param([[[[]]]] * 3, id="nested"),
    pytest.param("x" * 5_000_000, id="5 MB of text"),
    pytest.param([{"n": n, "name": f"row {n}"} for n in range(150_000)], id="5 MB of records"),
]


class RunStoreContract(HistoryContract):
    """Every promise of `RunStore`, one test each."""

    @pytest.fixture
    def open_store(self):
        raise AssertionError("a backend's tests say how it is opened")

    @pytest.fixture
    def store(self, open_store):
        return open_store()

    # -- add -------------------------------------------------------------------

    def test_every_field_comes_back(self, store):
        """
        A run is given back as it was put in, to the last field.
        """
        run = full_run()
        left_out = [
            field.name for field in fields(Run) if getattr(run, field.name) == field.default
        ]

        assert [] == left_out  # a new field of Run needs a value in `full_run`

        store.add(run, {}, owner="owner", lease=LEASE)

        assert run == store.get(run.id)

    def test_the_emptiest_run_comes_back(self, store):
        """
        What a run does not have yet stays absent, and is not turned into a zero.
        """
        run = add(store, make_run(user=""))

        assert run == store.get(run.id)

    def test_every_field_is_saved(self, store):
        """
        Saving replaces the whole record, but for what people say by another way.
        """
        queued = add(store, make_run(is_awaited=True))
        run = replace(full_run(), id=queued.id, submission_id=queued.submission_id)
        store.save(run)

        assert run == store.get(run.id)

    def test_odd_texts_are_kept(self, store):
        """
        Texts of any script, with line ends and zero bytes, come back as they were.
        """
        run = add(store, make_run(user="Zoë 中 😀", inputs="a\nb\x00c 'd' \"e\" %_\\"))

        assert run == store.get(run.id)

    def test_half_a_character_does_not_stop_a_run(self, store):
        """
        A title with half a surrogate pair is kept as well as UTF-8 can.
        """
        run = add(store, make_run(workflow_title="Report \ud83d"))

        assert "Report ?" == store.get(run.id).workflow_title

    def test_a_submission_is_added_once(self, store):
        """
        The same submission again gives the first run, unchanged, and keeps its payload.
        """
        first, again = make_run(), make_run()
        again = replace(again, submission_id=first.submission_id, user="Bob")

        assert (first, True) == store.add(first, {"n": 1}, owner="owner", lease=LEASE)
        assert (first, False) == store.add(again, {"n": 2}, owner="owner", lease=LEASE)
        assert {"n": 1} == store.payload(first.id)
        assert 1 == store.find(RunFilter()).total

    def test_a_submission_gives_the_run_as_it_is_now(self, store):
        """
        A press of Run repeated later finds how far the run has come.
        """
        run = add(store, make_run())
        ended = replace(run, status=RunStatus.SUCCESS)
        store.save(ended)

        assert (ended, False) == store.add(run, {}, owner="owner", lease=LEASE)

    def test_a_submission_of_eight_threads_is_added_once(self, store):
        """
        However many press at the same moment, one of them is told that it is new.
        """
        runs = [make_run(submission_id="one press") for _ in range(8)]
        together = threading.Barrier(len(runs))

        def press(run):
            together.wait()
            return store.add(run, {}, owner="owner", lease=LEASE)

        with ThreadPoolExecutor(len(runs)) as pool:
            answers = list(pool.map(press, runs))

        assert 1 == sum(is_new for _, is_new in answers)
        assert 1 == len({run.id for run, _ in answers})
        assert 1 == store.find(RunFilter()).total

    def test_adding_is_the_first_line_of_the_timeline(self, store):
        """
        The timeline of a run begins when it was saved.
        """
        run = add(store, make_run())

        assert (RunEvent(at=NOW, kind="saved"),) == store.events(run.id)

    @pytest.mark.parametrize("value", JSON_VALUES)
    def test_payload_comes_back(self, store, value):
        """
        What is sent is what was asked for, exactly.
        """
        run = make_run()
        store.add(run, {"value": value}, owner="owner", lease=LEASE)

        assert repr({"value": value}) == repr(store.payload(run.id))

    # -- save ------------------------------------------------------------------

    def test_a_save_that_expects_another_status_changes_nothing(self, store):
        """
        Who comes too late is told so, and leaves no trace.
        """
        run = add(store, make_run())
        late = replace(run, status=RunStatus.CANCELLED)

        with pytest.raises(errors.RunStateError):
            store.save(
                late,
                RunEvent(at=NOW, kind="cancelled"),
                was={RunStatus.TRIGGERING, RunStatus.PENDING},
                result=1,
            )

        assert run == store.get(run.id)
        assert UNSET is store.result(run.id)
        assert 1 == len(store.events(run.id))

    def test_a_save_that_expects_the_status_goes_through(self, store):
        """
        Any one of the expected statuses will do.
        """
        run = add(store, make_run())
        store.save(
            replace(run, status=RunStatus.TRIGGERING), was={RunStatus.PENDING, RunStatus.QUEUED}
        )

        assert RunStatus.TRIGGERING is store.get(run.id).status

    def test_of_eight_that_move_a_run_on_one_succeeds(self, store):
        """
        A step is taken by one, whoever else tries at the same moment.
        """
        run = add(store, make_run())
        together = threading.Barrier(8)

        def move_on(_):
            together.wait()
            try:
                store.save(replace(run, status=RunStatus.TRIGGERING), was={RunStatus.QUEUED})
            except errors.RunStateError:
                return "too late"
            return "moved"

        with ThreadPoolExecutor(8) as pool:
            outcomes = sorted(pool.map(move_on, range(8)))

        assert ["moved"] + ["too late"] * 7 == outcomes

    def test_saving_an_unknown_run_fails(self, store):
        """
        A run comes into being by `add` alone.
        """
        with pytest.raises(errors.RunNotFoundError) as caught:
            store.save(make_run(id="nobody"))

        assert "nobody" == caught.value.run_id
        assert 0 == store.find(RunFilter()).total

    def test_events_stay_in_order(self, store):
        """
        The timeline is told in the order of saving, even when clocks say otherwise.
        """
        run, other = make_run(), make_run()
        add(store, run, other)
        second = RunEvent(at=NOW - timedelta(days=1), kind="looked", text="é ✗")
        third = RunEvent(at=NOW + timedelta(days=1), kind="looked")
        fourth = RunEvent(at=NOW, kind="ended", text="success")
        store.save(run, second, third)
        store.save(other, RunEvent(at=NOW, kind="looked"))
        store.save(run, fourth)

        assert (RunEvent(at=NOW, kind="saved"), second, third, fourth) == store.events(run.id)

    @pytest.mark.parametrize("value", JSON_VALUES)
    def test_result_comes_back(self, store, value):
        """
        A result of any kind is given back exactly: type, order, precision.
        """
        run = add(store, make_run())
        store.save(run, result=value)

        assert repr(value) == repr(store.result(run.id))

    @pytest.mark.parametrize("value", [*JSON_VALUES, ["é" * 5000], "\ud83d" * 500])
    def test_result_comes_back_as_its_text(self, store, value):
        """
        Short or long, the text is the one spelling of the value.
        """
        run = add(store, make_run())
        store.save(run, result=value)

        assert JsonText.of(value) == store.result_text(run.id)
        assert store.get(run.id).result_bytes == len(store.result_text(run.id).utf8)

    def test_not_a_number_comes_back(self, store):
        """
        `NaN` is no JSON by the book, yet some programs write it.
        """
        run = add(store, make_run())
        store.save(run, result=[math.nan])

        assert math.isnan(store.result(run.id)[0])

    def test_no_result_is_not_null(self, store):
        """
        A run without a result is told from one whose result is `null`.
        """
        without, with_null = make_run(), make_run()
        add(store, without, with_null)
        store.save(with_null, result=None)

        assert UNSET is store.result(without.id)
        assert UNSET is store.result_text(without.id)
        assert None is store.result(with_null.id)
        assert JsonText(b"null") == store.result_text(with_null.id)

    def test_result_outlives_a_later_save(self, store):
        """
        Saving without a result leaves the one there is alone.
        """
        run = add(store, make_run())
        store.save(run, result={"n": 1})
        store.save(replace(run, status=RunStatus.SUCCESS))

        assert {"n": 1} == store.result(run.id)

    def test_result_can_be_replaced(self, store):
        """
        The last result counts.
        """
        run = add(store, make_run())
        store.save(run, result={"n": 1})
        store.save(run, result={"n": 2})

        assert {"n": 2} == store.result(run.id)

    def test_size_of_the_result_is_on_record(self, store):
        """
        Lists can tell how big a result is without reading it: bytes of UTF-8 JSON.
        """
        run = add(store, make_run())
        store.save(run, result={"é": 1})

        assert len(b'{"\xc3\xa9":1}') == store.get(run.id).result_bytes

    def test_a_result_that_cannot_be_kept_is_refused_at_once(self, store):
        """
        Nesting beyond all reason is an error of the value, not of the log.
        """
        run = add(store, make_run())
        deep = []
        for _ in range(100_000):
            deep = [deep]

        with pytest.raises(ValueError, match="cannot be kept"):
            store.save(replace(run, status=RunStatus.SUCCESS), result=deep)

        assert run == store.get(run.id)

    # -- reading one -----------------------------------------------------------

    @pytest.mark.parametrize("run_id", ["", "nobody", "' OR 1=1 --", "\ud83d", "x" * 100_000])
    def test_an_unknown_run_is_not_found(self, store, run_id):
        """
        Any text may come by URL; it finds a run or it does not.
        """
        add(store, make_run())

        with pytest.raises(errors.RunNotFoundError):
            store.get(run_id)
        with pytest.raises(errors.RunNotFoundError):
            store.payload(run_id)

        assert UNSET is store.result(run_id)
        assert () == store.events(run_id)

    # -- lists -----------------------------------------------------------------

    def test_newest_come_first(self, store):
        """
        A list begins with the run made last.
        """
        runs = [make_run() for _ in range(5)]
        add(store, *runs)

        assert ids(runs[::-1]) == ids(store.find(RunFilter()).runs)

    def test_an_empty_log_is_an_empty_page(self, store):
        """
        No run, no next page.
        """
        page = store.find(RunFilter())

        assert ((), 0, None) == (page.runs, page.total, page.next_before)

    def test_every_filter_and_combination(self, store):
        """
        A filter lets pass what agrees with each of its fields, and nothing else.
        """
        runs = [
            make_run(
                workflow_id=workflow_id,
                status=status,
                environment=environment,
                instance_id=instance_id,
                user=user,
                inputs=inputs,
                is_sample=is_sample,
            )
            for workflow_id in ("a", "b")
            for status in (RunStatus.SUCCESS, RunStatus.FAILED)
            for environment in Environment
            for instance_id in ("pi-1", "pi-2")
            for user in ("Ann", "Bob")
            for inputs, is_sample in (("country: Belgium", True), ("country: France", False))
        ]
        add(store, *runs)
        choices = {
            "workflow_id": ("", "b"),
            "status": (
                frozenset(),
                frozenset({RunStatus.FAILED}),
                frozenset({RunStatus.FAILED, RunStatus.SUCCESS}),
                frozenset({RunStatus.QUEUED}),
            ),
            "environment": (None, Environment.PROD),
            "instance_id": ("", "pi-2"),
            "user": ("", "Bob"),
            "is_sample": (None, True, False),
            "text": ("", "france"),
        }
        combinations = [{}]
        for name, values in choices.items():
            combinations = [{**one, name: value} for one in combinations for value in values]
        for combination in combinations:
            wanted = RunFilter(**combination)
            page = store.find(wanted, limit=100)
            expected = [run for run in runs[::-1] if _passes(run, wanted)]

            assert (ids(expected), len(expected)) == (ids(page.runs), page.total), wanted

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            pytest.param("100%", ["100% sure"], id="percent"),
            pytest.param("%", ["100% sure"], id="percent alone"),
            pytest.param("a_b", ["a_b"], id="underscore"),
            pytest.param("c:\\new", ["C:\\new"], id="backslash, other case"),
            pytest.param("\\", ["C:\\new"], id="backslash alone"),
            pytest.param("'", ["it's"], id="quote"),
            pytest.param("ÉTÉ", ["été"], id="accents in capitals"),
            pytest.param("été", ["été"], id="accents"),
            pytest.param("STRASSE", ["Strasse"], id="capitals"),
            pytest.param("ё", ["ЁЛКА"], id="another alphabet"),
            pytest.param("\ud83d", [], id="half a character"),
            pytest.param("x" * 100_000, [], id="very long"),
            pytest.param("kind", [], id="a name of our own JSON"),
        ],
    )
    def test_text_is_searched_as_written(self, store, text, found):
        """
        No character of a search means anything but itself; case does not matter.
        """
        error = RunError(kind="ServerError", message="boom")
        for inputs in ("100% sure", "a_b", "axb", "C:\\new", "it's", "été", "Strasse", "ЁЛКА"):
            add(store, make_run(inputs=inputs, error=error))

        assert found == [run.inputs for run in store.find(RunFilter(text=text)).runs]

    @pytest.mark.parametrize(
        "place",
        [
            {"id": "0needle0"},
            {"execution_id": "the-needle"},
            {"workflow_id": "needle-finding"},
            {"workflow_title": "Needle finding"},
            {"inputs": "find: needle"},
            {"user": "Needleman"},
            {"error": RunError(kind="x", message="no Needle: été")},
            {"error": RunError(kind="x", message="", label="needle_error")},
            {"error": RunError(kind="x", message="", failed_node="Find needle")},
            {"error": RunError(kind="x", message="", request_id="needle-1")},
        ],
        ids=str,
    )
    def test_text_is_searched_everywhere(self, store, place):
        """
        A search looks at all that people know a run by.
        """
        run = make_run(**place)
        add(store, make_run(), run, make_run())

        assert [run.id] == ids(store.find(RunFilter(text="NEEDLE")).runs)

    def test_accents_in_an_error_are_found(self, store):
        """
        What an error says can be searched in its own language.
        """
        run = add(store, make_run(error=RunError(kind="x", message="Clé refusée")))

        assert [run.id] == ids(store.find(RunFilter(text="REFUSÉE")).runs)

    def test_pages_neither_skip_nor_repeat(self, store):
        """
        Pages follow one another although runs are added and change in between.
        """
        runs = [make_run() for _ in range(25)]
        add(store, *runs)
        seen, before, pages = [], None, 0
        while True:
            page = store.find(RunFilter(), limit=4, before=before)
            seen += ids(page.runs)
            pages += 1
            if page.next_before is None:
                break
            before = page.next_before
            add(store, make_run())
            store.save(replace(runs[pages], status=RunStatus.SUCCESS))

        assert ids(runs[::-1]) == seen
        assert 7 == pages

    def test_a_page_that_just_fits_is_the_last(self, store):
        """
        No button leads to an empty page.
        """
        add(store, *[make_run() for _ in range(4)])

        assert None is store.find(RunFilter(), limit=4).next_before
        assert None is not store.find(RunFilter(), limit=3).next_before

    def test_total_counts_all_pages(self, store):
        """
        The total is that of the filter, whichever page is shown.
        """
        runs = [make_run(user=user) for user in ["Ann"] * 7 + ["Bob"] * 3]
        add(store, *runs)
        first = store.find(RunFilter(user="Ann"), limit=3)
        second = store.find(RunFilter(user="Ann"), limit=3, before=first.next_before)

        assert (7, 7) == (first.total, second.total)

    def test_open_runs_oldest_first(self, store):
        """
        What the tracker must look after: queued, triggering and pending, nothing else.
        """
        runs = [make_run(status=status) for status in RunStatus]
        add(store, *runs)

        assert [RunStatus.QUEUED, RunStatus.TRIGGERING, RunStatus.PENDING] == [
            run.status for run in store.open_runs()
        ]
        assert ids(run for run in runs if run.status.is_open) == ids(store.open_runs())

    def test_latest_of_each_workflow(self, store):
        """
        One run a workflow, the newest, of this instance.
        """
        old, new, elsewhere = (
            make_run(workflow_id="a"),
            make_run(workflow_id="a"),
            make_run(workflow_id="a", instance_id="pi-2"),
        )
        unasked = make_run(workflow_id="c")
        add(store, old, new, elsewhere, unasked)

        assert {"a": new} == store.latest("pi-1", ["a", "b"])
        assert {"a": elsewhere} == store.latest("pi-2", ["a", "b"])
        assert {} == store.latest("pi-1", [])

    def test_usual_times_are_exact(self, store):
        """
        The median and the middle nine tenths, interpolated.
        """
        for duration in (400.0, 100.0, 300.0, 200.0, 500.0):
            add(store, make_run(status=RunStatus.SUCCESS, duration_ms=duration))

        assert {
            "lead-scoring": UsualTime(n=5, median_ms=300.0, low_ms=120.0, high_ms=480.0)
        } == store.usual_times("pi-1", ["lead-scoring", "other"])

    def test_usual_time_of_one_run(self, store):
        """
        One run is little to learn from, and is all there is.
        """
        add(store, make_run(status=RunStatus.SUCCESS, duration_ms=7.0))

        assert {
            "lead-scoring": UsualTime(n=1, median_ms=7.0, low_ms=7.0, high_ms=7.0)
        } == store.usual_times("pi-1", ["lead-scoring"])

    def test_usual_times_are_of_successes_here(self, store):
        """
        Failures, other instances and runs without a duration teach nothing.
        """
        add(
            store,
            make_run(status=RunStatus.FAILED, duration_ms=1.0),
            make_run(status=RunStatus.SUCCESS, duration_ms=1.0, instance_id="pi-2"),
            make_run(status=RunStatus.SUCCESS, duration_ms=1.0, workflow_id="other"),
            make_run(status=RunStatus.SUCCESS),
        )

        assert {} == store.usual_times("pi-1", ["lead-scoring"])

    def test_durations_are_of_all_that_ended_here_the_newest_first(self, store):
        """
        Successes and failures, as Codika measured them; nothing of other workflows and instances.
        """
        add(
            store,
            make_run(status=RunStatus.SUCCESS, duration_ms=3.0),
            make_run(status=RunStatus.FAILED, duration_ms=1.0),
            make_run(status=RunStatus.SUCCESS, duration_ms=9.0, instance_id="pi-2"),
            make_run(status=RunStatus.SUCCESS, duration_ms=9.0, workflow_id="other"),
            make_run(status=RunStatus.PENDING),
            make_run(status=RunStatus.SUCCESS, duration_ms=2.0),
        )

        assert (2.0, 1.0, 3.0) == store.durations("pi-1", "lead-scoring")

    def test_executions_on_record(self, store):
        """
        Of the executions asked for, those that some run is.
        """
        add(store, make_run(execution_id="e1"), make_run(execution_id="e2"), make_run())

        assert frozenset({"e2"}) == store.executions_on_record(["e2", "e3"])
        assert frozenset() == store.executions_on_record([])

    def test_usual_times_forget(self, store):
        """
        A workflow that got quicker is known to be quick: the latest 60 runs count.
        """
        add(store, *[make_run(status=RunStatus.SUCCESS, duration_ms=9_000.0) for _ in range(5)])
        add(store, *[make_run(status=RunStatus.SUCCESS, duration_ms=10.0) for _ in range(60)])

        assert {
            "lead-scoring": UsualTime(n=60, median_ms=10.0, low_ms=10.0, high_ms=10.0)
        } == store.usual_times("pi-1", ["lead-scoring"])

    def test_workflows_seen(self, store):
        """
        Each workflow once, by its latest title, in alphabetical order.
        """
        add(
            store,
            make_run(workflow_id="b", workflow_title="Zebra"),
            make_run(workflow_id="a", workflow_title="Middle"),
            make_run(workflow_id="b", workflow_title="Alpha"),
            make_run(workflow_id="c", workflow_title="Elsewhere", instance_id="pi-2"),
        )

        assert (("b", "Alpha"), ("a", "Middle")) == store.workflows_seen("pi-1")

    # -- the watch -------------------------------------------------------------

    def test_a_new_run_is_watched_by_who_added_it(self, store):
        """
        Nobody takes a run from whoever has just put it on record.
        """
        run = add(store, make_run(), owner="ann")

        assert frozenset() == store.claim([run.id], "bob", now=NOW, lease=LEASE)
        assert {run.id} == store.claim([run.id], "ann", now=NOW, lease=LEASE)

    def test_a_lease_runs_out(self, store):
        """
        What nobody renews may be taken over, at its last moment and not before.
        """
        run = add(store, make_run(), owner="ann", lease=10.0)
        almost = NOW + timedelta(seconds=9.999)
        over = NOW + timedelta(seconds=10)

        assert frozenset() == store.claim([run.id], "bob", now=almost, lease=LEASE)
        assert {run.id} == store.claim([run.id], "bob", now=over, lease=LEASE)
        assert frozenset() == store.claim([run.id], "ann", now=over, lease=LEASE)

    def test_a_lease_is_renewed(self, store):
        """
        Claiming one's own again holds from then on.
        """
        run = add(store, make_run(), owner="ann", lease=10.0)
        store.claim([run.id], "ann", now=NOW + timedelta(seconds=8), lease=10.0)
        later = NOW + timedelta(seconds=17)

        assert frozenset() == store.claim([run.id], "bob", now=later, lease=LEASE)

    def test_a_released_run_is_free_at_once(self, store):
        """
        Giving up needs no waiting, and touches nobody else's.
        """
        ours, theirs = make_run(), make_run()
        add(store, ours, owner="ann")
        add(store, theirs, owner="cid")
        store.release("ann")

        assert {ours.id} == store.claim([ours.id, theirs.id], "bob", now=NOW, lease=LEASE)

    @pytest.mark.parametrize("status", [status for status in RunStatus if not status.is_open])
    def test_a_run_that_is_over_has_no_watcher(self, store, status):
        """
        With its last step a run loses its lease, and nobody can take a new one.
        """
        run = add(store, make_run(), owner="ann")
        store.save(replace(run, status=status))

        assert frozenset() == store.claim([run.id], "ann", now=NOW, lease=LEASE)

        store.save(replace(run, status=RunStatus.PENDING))

        assert {run.id} == store.claim([run.id], "bob", now=NOW, lease=LEASE)

    def test_an_open_run_keeps_its_watcher(self, store):
        """
        A step on the way does not open a run to others.
        """
        run = add(store, make_run(), owner="ann")
        store.save(replace(run, status=RunStatus.PENDING))

        assert frozenset() == store.claim([run.id], "bob", now=NOW, lease=LEASE)

    def test_claiming_nothing_or_nobody(self, store):
        """
        Runs that are not there are passed over.
        """
        assert frozenset() == store.claim([], "ann", now=NOW, lease=LEASE)
        assert frozenset() == store.claim(["nobody"], "ann", now=NOW, lease=LEASE)

    def test_of_eight_that_claim_a_run_one_gets_it(self, store):
        """
        A run has one watcher.
        """
        run = add(store, make_run(), lease=0.0)
        together = threading.Barrier(8)

        def claim(n):
            together.wait()
            return len(store.claim([run.id], f"owner {n}", now=NOW, lease=LEASE))

        with ThreadPoolExecutor(8) as pool:
            assert 1 == sum(pool.map(claim, range(8)))

    def test_renewing_puts_off_the_end_of_every_lease(self, store):
        """
        What is ours stays ours for as long again, and nobody else's is touched.
        """
        ours, awaited = make_run(), make_run(is_awaited=True)
        add(store, ours, awaited, owner="ann", lease=10.0)
        theirs = add(store, make_run(), owner="cid", lease=10.0)
        held = store.renew("ann", now=NOW + timedelta(seconds=8), lease=10.0)
        later = NOW + timedelta(seconds=17)

        assert {ours.id: False, awaited.id: True} == held
        assert {theirs.id} == store.claim(
            [ours.id, awaited.id, theirs.id], "bob", now=later, lease=LEASE
        )

    def test_what_somebody_else_took_is_not_renewed(self, store):
        """
        Whoever slept through a lease learns by renewing that the run is in other hands.
        """
        run = add(store, make_run(), owner="ann", lease=10.0)
        store.claim([run.id], "bob", now=NOW + timedelta(seconds=11), lease=10.0)

        assert {} == store.renew("ann", now=NOW + timedelta(seconds=12), lease=10.0)

    def test_orphans_are_open_runs_that_nobody_watches(self, store):
        """
        Never watched, given up or run out: each is found, the oldest first, and no other run.
        """
        released = add(store, make_run(), owner="bob")
        store.release("bob")
        run_out = add(store, make_run(status=RunStatus.PENDING), owner="ann", lease=10.0)
        watched = add(store, make_run(status=RunStatus.PENDING), owner="ann", lease=60.0)
        over = make_run()
        add(store, over, owner="ann", lease=0.0)
        store.save(replace(over, status=RunStatus.SUCCESS))

        assert [released.id] == ids(store.orphans(NOW))
        assert [released.id, run_out.id] == ids(store.orphans(NOW + timedelta(seconds=10)))
        assert watched.id in ids(store.orphans(NOW + timedelta(seconds=60)))

    # -- looks -----------------------------------------------------------------

    def test_looks_are_counted_and_told(self, store):
        """
        Each look is a line with its reason; the latest word is kept.
        """
        one = add(store, make_run(status=RunStatus.PENDING, looks=2))
        other = add(store, make_run(status=RunStatus.PENDING, reported_status="waiting"))
        events = [RunEvent(at=NOW, kind="looked", text="x", why=f"reason {n}") for n in range(3)]
        looks = [
            Look(run_id=one.id, event=events[0], reported_status=None),
            Look(run_id=other.id, event=events[1], reported_status=None),
            Look(run_id=one.id, event=events[2], reported_status="queued\ud83d"),
        ]

        assert frozenset() == store.note_looks(looks)
        assert (4, "queued?") == (store.get(one.id).looks, store.get(one.id).reported_status)
        assert (1, None) == (store.get(other.id).looks, store.get(other.id).reported_status)
        assert [events[0], events[2]] == list(store.events(one.id))[1:]

    def test_looks_at_a_run_that_was_moved_on_change_nothing(self, store):
        """
        Whoever still looks at a run that is over is told so, run by run.
        """
        over = add(store, make_run(status=RunStatus.PENDING))
        going_on = add(store, make_run(status=RunStatus.PENDING))
        ended = replace(over, status=RunStatus.SUCCESS, looks=5)
        store.save(ended)
        event = RunEvent(at=NOW, kind="looked", text="pending")
        looks = [
            Look(run_id=run_id, event=event, reported_status="odd")
            for run_id in (over.id, going_on.id, "nobody")
        ]

        assert {over.id, "nobody"} == store.note_looks(looks)
        assert (ended, 1) == (store.get(over.id), len(store.events(over.id)))
        assert (1, 2) == (store.get(going_on.id).looks, len(store.events(going_on.id)))

    def test_waiting_for_a_run_outlives_its_steps(self, store):
        """
        A tracker that saves a step does not undo what a person said meanwhile.
        """
        run = add(store, make_run(status=RunStatus.PENDING))
        event = RunEvent(at=NOW, kind="awaited", text="Ann waits for it.")
        store.set_awaited(run.id, event, is_awaited=True)
        store.save(replace(run, looks=3, is_awaited=False))

        assert replace(run, looks=3, is_awaited=True) == store.get(run.id)
        assert event == store.events(run.id)[-1]

        store.set_awaited(run.id, event, is_awaited=False)

        assert not store.get(run.id).is_awaited

    def test_nobody_waits_for_a_run_that_is_over(self, store):
        """
        It is said at once, and nothing is changed.
        """
        run = add(store, make_run(status=RunStatus.FAILED))
        event = RunEvent(at=NOW, kind="awaited")

        with pytest.raises(errors.RunStateError):
            store.set_awaited(run.id, event, is_awaited=True)
        with pytest.raises(errors.RunNotFoundError):
            store.set_awaited("nobody", event, is_awaited=True)

        assert (run, 1) == (store.get(run.id), len(store.events(run.id)))

    # -- names -----------------------------------------------------------------

    def test_names(self, store):
        """
        A browser has one name, the last one given; an empty one is none.
        """
        assert "" == store.name_of("browser")

        store.remember_name("browser", "Ann")
        store.remember_name("another", "Bob")
        store.remember_name("browser", "Zoë")

        assert ("Zoë", "Bob") == (store.name_of("browser"), store.name_of("another"))

        store.remember_name("browser", "")

        assert ("", "Bob") == (store.name_of("browser"), store.name_of("another"))

    # -- opening and closing ---------------------------------------------------

    def test_everything_outlives_a_restart(self, open_store):
        """
        What was written is there when the log is opened again.
        """
        store = open_store()
        run = replace(full_run(), result_bytes=len('{"n":1}'))
        store.add(run, {"a": 1}, owner="ann", lease=LEASE)
        store.save(run, RunEvent(at=NOW, kind="ended"), result={"n": 1})
        store.remember_name("browser", "Ann")
        store.close()
        again = open_store()

        assert run == again.get(run.id)
        assert ({"a": 1}, {"n": 1}) == (again.payload(run.id), again.result(run.id))
        assert ["saved", "ended"] == [event.kind for event in again.events(run.id)]
        assert "Ann" == again.name_of("browser")

    def test_what_one_writes_the_other_reads(self, open_store):
        """
        Two that have the log open see each other's writes at once.
        """
        one, other = open_store(), open_store()
        run = add(one, make_run())

        assert run == other.get(run.id)

        other.save(replace(run, status=RunStatus.PENDING))

        assert RunStatus.PENDING is one.get(run.id).status

    def test_close_twice(self, store):
        """
        Closing a closed log is no mistake; writing to one is.
        """
        run = add(store, make_run())
        store.close()
        store.close()

        with pytest.raises(errors.RunLogError):
            store.save(run)

    def test_threads_write_side_by_side(self, store):
        """
        Nothing is lost when many write at once.
        """
        runs = [make_run() for _ in range(64)]

        def write(run):
            add(store, run)
            store.save(replace(run, status=RunStatus.SUCCESS), result={"id": run.id})

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(write, runs))

        assert ids(runs[::-1]) == ids(store.find(RunFilter(), limit=100).runs)
        assert all(store.result(run.id) == {"id": run.id} for run in runs)


def _passes(run, wanted):
    """Return what `RunFilter` says in words."""
    return (
        wanted.workflow_id in ("", run.workflow_id)
        and (not wanted.status or run.status in wanted.status)
        and wanted.environment in (None, run.environment)
        and wanted.instance_id in ("", run.instance_id)
        and wanted.user in ("", run.user)
        and wanted.is_sample in (None, run.is_sample)
        and wanted.text in run.inputs.casefold()
    )

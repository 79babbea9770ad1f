"""Whatever goes wrong on the way: the record is true, a person is told, nothing starts twice."""

import pytest
from catalogue import FAULTS, Scene
from codika_seen import start

from codika.model import RunStatus
from ui.notices import class_named, notice_for


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(fault, id=fault.id, marks=[pytest.mark.slow] * fault.is_left_to_make_faults)
        for fault in FAULTS
    ],
)
def test_the_ending_is_true(fault, codika, open_service, open_proxy):
    """
    The run ends as the catalogue says, sent as often as it says, and the next one works.
    """
    scene = Scene(codika, open_proxy)
    fault.make(scene)
    service = open_service(instances=[scene.instance], **scene.how)
    run = service.wait(start(service, codika).id, timeout=60.0)
    error = run.error and class_named(run.error.kind)

    assert (fault.ending.status, fault.ending.error) == (run.status, error)
    assert fault.ending.headline == (notice_for(error).headline if error else "")
    assert (fault.triggers, fault.started) == (codika.triggers, codika.started)

    codika.behave()
    if scene.instance is not codika.instance:  # the setting was wrong: mended, started again
        service.close()
        service = open_service()
    following = service.wait(start(service, codika).id)

    assert RunStatus.SUCCESS is following.status
    assert run == service.store.get(run.id)
    assert (fault.triggers + 1, fault.started + 1) == (codika.triggers, codika.started)

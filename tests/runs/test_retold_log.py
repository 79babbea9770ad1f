"""What the log says in English is said again in the language of whoever reads it."""

from dataclasses import replace

import pytest
from codika_seen import start

from codika import Endpoints, errors
from codika.language import retold, speaking
from codika.runs import ViewStore
from codika.runs.planning import Planner
from codika.runs.watching import FOUND_OPEN, LAST

SPACE = "\u00a0"  # before signs and units in French


def test_a_timeline_is_english_on_disk_and_french_on_screen(service, codika):
    """
    Whatever whoever starts a run reads: the log has many readers.
    """
    with speaking("fr"):
        run = service.wait(start(service, codika, user="Ann").id)
        events = service.store.events(run.id)
        [accepted] = [event.text for event in events if event.kind == "accepted"]
        told = [event.why for event in events if event.why]

        assert f"Codika started execution {run.execution_id}." == accepted
        assert f"Codika a démarré l’exécution {run.execution_id}." == retold(accepted)
        assert [] == [why for why in told if retold(why) == why]


def test_why_a_run_was_rejected_is_retold(open_service, instance):
    """
    French around the system's own words, which stay.
    """
    nowhere = replace(instance, endpoints=Endpoints(base_url="http://127.0.0.1:9"))
    service = open_service(instances=(nowhere,))
    run = service.wait(service.start(nowhere, "country-statistics", {}).id)
    where, _, reason = run.error.message.partition(": cannot connect")

    assert "POST 127.0.0.1:9" == where
    with speaking("fr"):
        assert (
            f"POST 127.0.0.1:9{SPACE}: connexion impossible"
            f"{reason.replace(':', f'{SPACE}:', 1) if reason.startswith(':') else reason}"
        ) == retold(run.error.message)


def test_what_the_log_refuses_is_retold(store, path):  # noqa: ARG001  the file must be a run log
    """
    Also what is found out in the thread that writes, which knows nobody who reads.
    """
    views = ViewStore(path)
    with speaking("fr"):
        first = views.save("w", "Late", {}, owner="ann", by="Ann", is_shared=False)
        views.save("w", "Soon", {}, owner="ann", by="Ann", is_shared=False)
        with pytest.raises(errors.ViewError) as refusal:
            views.rename(first.id, "Soon", owner="ann")
    views.close()

    assert "You have a view “Soon” already." == str(refusal.value)
    with speaking("fr"):
        assert f"Vous avez déjà une vue «{SPACE}Soon{SPACE}»." == retold(str(refusal.value))


async def test_plans_are_retold():
    """
    Why a look was taken when it was, from no run, one and several.
    """
    told = {}
    # Each age is one at which what was learned counts.
    for n, age in ((0, 5.0), (1, 19.0), (12, 19.5)):
        planner = Planner(lambda *_, n=n: [20_000.0] * n)
        await planner.learn(("i", "w"))
        told[n] = planner.plan(("i", "w"), age).why

    assert "planned from 12 earlier runs" == told[12]
    with speaking("fr"):
        assert "prévue d’après 12 exécutions antérieures" == retold(told[12])
        assert "prévue d’après 1 exécution antérieure" == retold(told[1])
        assert "prévue sans exécution antérieure dont s’inspirer" == retold(told[0])


@pytest.mark.parametrize(
    ("kept", "french"),
    [
        (
            str(errors.WaitTimeoutError("exec_1", 12.3)),
            f"exec_1 est toujours en cours après 12{SPACE}s",
        ),
        (FOUND_OPEN, "trouvée ouverte, par qui la suit désormais"),
        (LAST, "la dernière dans le délai imparti"),
        ("Ann waits for it.", "Ann l’attend."),
        (
            "sent, but not confirmed: reply breaks off",
            f"envoyée, mais non confirmée{SPACE}: la réponse est interrompue",
        ),
    ],
)
def test_sentences_with_values_are_found_again(kept, french):
    """
    And sentences within sentences.
    """
    with speaking("fr"):
        assert french == retold(kept)

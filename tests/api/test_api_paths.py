import pytest

from codika import errors
from codika.api.paths import Endpoint, key_header, url_of
from codika.model import Endpoints, PathSpelling


@pytest.mark.parametrize(
    ("spelling", "endpoint", "path"),
    [
        ("lower", Endpoint.TRIGGER, "/triggerwebhookpublic"),
        ("lower", Endpoint.STATUS, "/getexecutionstatuspublic"),
        ("lower", Endpoint.DETAILS, "/getexecutiondetailspublic"),
        ("lower", Endpoint.EXECUTIONS, "/listexecutionspublic"),
        ("lower", Endpoint.SKILLS, "/getprocessskillspublic"),
        ("lower", Endpoint.INSTANCE, "/getprocessinstancepublic"),
        ("lower", Endpoint.INSTANCES, "/listprocessinstancespublic"),
        ("lower", Endpoint.ACTIVATE, "/activateprocessinstancepublic"),
        ("lower", Endpoint.DEACTIVATE, "/deactivateprocessinstancepublic"),
        ("lower", Endpoint.VERIFY_KEY, "/verifyapikey"),
        ("short", Endpoint.TRIGGER, "/webhook"),
        ("short", Endpoint.STATUS, "/status"),
        ("short", Endpoint.SKILLS, "/getprocessskillspublic"),
        ("camel", Endpoint.TRIGGER, "/triggerWebhookPublic"),
        ("camel", Endpoint.STATUS, "/getExecutionStatusPublic"),
        ("camel", Endpoint.VERIFY_KEY, "/verifyApiKey"),
    ],
)
def test_every_spelling(spelling, endpoint, path):
    """
    Each endpoint is asked for under the name that the chosen spelling gives it.
    """
    endpoints = Endpoints(base_url="https://h", spelling=PathSpelling(spelling))

    assert f"https://h{path}" == url_of(endpoints, endpoint)


@pytest.mark.parametrize(
    ("segment", "encoded"),
    [
        ("019d444d-aa", "019d444d-aa"),
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("a?b#c", "a%3Fb%23c"),
        ("50%", "50%25"),
        ("a b", "a%20b"),
        ("ü", "%C3%BC"),
        ("...", "..."),
    ],
)
def test_segments_stay_one_segment(segment, encoded):
    """
    Whatever an id holds, it stays one segment of the path.
    """
    expected = f"https://h/status/{encoded}/{encoded}"

    assert expected == url_of(
        Endpoints(base_url="https://h", spelling=PathSpelling.SHORT),
        Endpoint.STATUS,
        segment,
        segment,
    )


@pytest.mark.parametrize("segment", ["", " ", ".", "..", "a\nb", "\ud83d", "x" * 201])
def test_an_id_that_leads_elsewhere_is_refused(segment):
    """
    An id that would change the path is refused before anything is sent.
    """
    with pytest.raises(errors.PayloadError):
        url_of(Endpoints(), Endpoint.STATUS, "pi", segment)


def test_a_slash_after_the_base_does_no_harm():
    """
    The path never starts with two slashes.
    """
    endpoints = Endpoints(base_url="https://h/sub/")

    assert "https://h/sub/verifyapikey" == url_of(endpoints, Endpoint.VERIFY_KEY)


def test_full_urls_replace_base_and_spelling():
    """
    The URLs of Codika's dashboard docs, which include the path, are taken as they are.
    """
    endpoints = Endpoints(trigger_url="https://t/hook/", status_url="https://s/look")

    assert ("https://t/hook/pi/w", "https://s/look/pi/e") == (
        url_of(endpoints, Endpoint.TRIGGER, "pi", "w"),
        url_of(endpoints, Endpoint.STATUS, "pi", "e"),
    )


@pytest.mark.parametrize(
    ("key", "header"),
    [
        ("ck_a", "X-API-Key"),
        ("cko_a", "X-Process-Manager-Key"),
        ("cka_a", "X-Process-Manager-Key"),
        ("ckp_a", "X-Process-Manager-Key"),
        ("other", "X-Process-Manager-Key"),
    ],
)
def test_the_header_follows_the_prefix(key, header):
    """
    Only instance keys travel as `X-API-Key`.
    """
    assert header == key_header(key)

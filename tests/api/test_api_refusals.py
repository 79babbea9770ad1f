import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from any_json import ANY_JSON, PATIENT
from hypothesis import given
from hypothesis import strategies as st

from codika import errors
from codika.api.refusals import is_from_codika, refusal, retry_after


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param(
            {"success": False, "error": "Instance is inactive", "code": "X1"},
            ("Instance is inactive", "X1", None),
            id="flat",
        ),
        pytest.param(
            {"success": False, "error": {"code": "NOT_FOUND", "message": "no"}, "requestId": "r1"},
            ("no", "NOT_FOUND", "r1"),
            id="nested",
        ),
        pytest.param(
            {"error": {"message": "no", "code": 7, "details": {}}}, ("no", "7", None), id="number"
        ),
        pytest.param({"message": "odd"}, ("odd", None, None), id="a fourth shape"),
        pytest.param({"error": None}, ("Bad Request (no reason given)", None, None), id="none"),
        pytest.param([1], ("Bad Request (no reason given)", None, None), id="list"),
        pytest.param(
            {"error": "bad key ck_abcdefghijk\x1b[0m"}, ("bad key ck_…[0m", None, None), id="echo"
        ),
        pytest.param({"error": "x" * 9_999}, ("x" * 1_999 + "…", None, None), id="wall of text"),
    ],
)
def test_error_bodies(body, told):
    """
    Message, code and request id are found in every shape, bounded and without keys.
    """
    error = refusal(400, json.dumps(body).encode(), {})

    assert told == (error.message, error.code, error.request_id)


def test_a_page_in_place_of_an_answer():
    """
    HTML from a gateway gives the status line's words, and no markup.
    """
    error = refusal(502, b"<html><script>alert(1)</script></html>", {})

    assert "502: Bad Gateway (no reason given)" == str(error)


@pytest.mark.parametrize(
    ("status_code", "error_class"),
    [
        (400, errors.BadRequestError),
        (401, errors.AuthenticationError),
        (403, errors.ForbiddenError),
        (404, errors.NotFoundError),
        (405, errors.BadRequestError),
        (408, errors.BadRequestError),
        (409, errors.ConflictError),
        (412, errors.InactiveInstanceError),
        (418, errors.BadRequestError),
        (429, errors.RateLimitError),
        (499, errors.BadRequestError),
        (500, errors.ServerError),
        (503, errors.ServerError),
        (599, errors.ServerError),
        (200, errors.BadRequestError),
    ],
)
def test_the_status_decides_the_class(status_code, error_class):
    """
    The class follows the HTTP status alone; 200 is one whose body says `success: false`.
    """
    error = refusal(status_code, b"{}", {})

    assert (error_class, status_code) == (type(error), error.status_code)


NOW = datetime(2026, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "inf"}, 86_400.0),
        ({"retry-after": "1e99"}, 86_400.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        (
            {
                "retry-after": format_datetime(NOW + timedelta(seconds=9), usegmt=True),
                "date": format_datetime(NOW, usegmt=True),
            },
            9.0,
        ),
        ({"retry-after": format_datetime(NOW - timedelta(days=900), usegmt=True)}, 0.0),
    ],
)
def test_retry_after(headers, seconds):
    """
    `Retry-After` comes as seconds or as a date, which is measured by the server's clock.
    """
    assert seconds == retry_after(headers)


@PATIENT
@given(
    st.integers(100, 999),
    ANY_JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=50),
    st.text(max_size=30),
)
def test_any_refusal_is_an_api_error(status_code, body, header):
    """
    Whatever a refusal holds, it becomes an `ApiError` with a bounded message.
    """
    error = refusal(status_code, body, {"retry-after": header, "date": header})

    assert isinstance(error, errors.ApiError)
    assert 0 < len(error.message) <= 2_000


def test_who_says_not_found():
    """
    Codika's own 404 can be told from a gateway's.
    """
    assert [True, True, False, False] == [
        is_from_codika(b'{"success": false, "error": "Execution not found"}'),
        is_from_codika(b'{"error": {"message": "no"}}'),
        is_from_codika(b"<html>404</html>"),
        is_from_codika(b"{}"),
    ]

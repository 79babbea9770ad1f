"""Hypothesis strategies for replies of any shape."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Examples are plenty and the machine may be busy: no example is too slow.
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_WORDS = [
    "success", "execution", "executionId", "id", "status", "data", "executions", "skills",
    "instances", "processInstanceId", "isActive", "environment", "workflowId", "duration",
    "createdAt", "errorDetails", "message", "error", "code", "resultData", "deployment",
    "workflows", "triggers", "type", "scopes", "workflowTemplateId", "n8nExecution",
    "resultData", "runData", "startTime", "executionTime", "source", "_subExecutions", "main",
    "executionIndex", "startedAt",
]  # fmt: skip

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["pending", "success", "failed", "2026-05-01T10:00:00.000Z", "e1", ".."])
)
# Keys that readers look for turn up often enough to get past the first door.
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(_WORDS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=25,
)


def with_some_wrong(template):
    """Replies that are right but for some fields of any kind, or missing."""

    def changed(draw):
        return _changed(draw, template)

    return st.composite(changed)()


def _changed(draw, value):
    if draw(st.integers(0, 5)) == 0:
        return draw(ANY_JSON)
    if isinstance(value, dict):
        return {k: _changed(draw, v) for k, v in value.items() if draw(st.integers(0, 9))}
    if isinstance(value, list):
        return [_changed(draw, item) for item in value]
    return value

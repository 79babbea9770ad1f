"""The sub-workflow of what `codika init` makes."""

from typing import Any

from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, subworkflow, workflow


@workflow(
    id="text-processor",
    title="Text processor",
    description="Turns a text into capitals for the main workflow.",
    triggers=(subworkflow(),),
    takes=Duration(0.6, 0.3, 0.2, 2.0),
    cost=0,
    inputs=[{"key": "text", "type": "string"}],
    example={"text": "quarterly numbers look fine"},
)
def capitals(trace: Trace) -> Any:
    """Capitals and a timestamp."""
    text = str(trace.payload.get("text", ""))
    processed = {
        "originalText": text,
        "processedText": text.upper(),
        "processedAt": trace.ended_iso,
    }
    trace.node("Process Text", [processed])
    return processed

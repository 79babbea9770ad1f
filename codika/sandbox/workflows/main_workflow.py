"""What `codika init` makes: a text goes to a sub-workflow and comes back in capitals."""

from typing import Any

from codika.sandbox.fields import field
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow


@workflow(
    id="main-workflow",
    title="Process text",
    description="Turns a text into capitals, by way of the text-processor sub-workflow.",
    triggers=(http(),),
    takes=Duration(1.1, 0.3, 0.4, 4.0),
    cost=1,
    inputs=[
        field(
            "text",
            "text",
            "Text",
            description="Enter the text to process",
            placeholder="Enter text...",
            required=True,
            maxLength=5000,
            rows=4,
        )
    ],
    outputs=[
        field("text", "result", "Result", description="The processed text"),
        field("string", "processedAt", "Processed at", description="ISO 8601 timestamp"),
    ],
    example={"text": "quarterly numbers look fine"},
    checks_itself=True,
)
def process(trace: Trace) -> Any:
    """Check the input as the scaffold does, call the sub-workflow, form the answer."""
    text = trace.payload.get("text")
    if not isinstance(text, str) or not text.strip():
        trace.fail("Parse Input", "Text input is required")
    [parsed] = trace.node("Parse Input", [{"text": text.strip()}])
    trace.node("Valid Input?", [parsed], kind="if", weight=0.1)
    processed = trace.call("Call Text Processor", "text-processor", parsed)
    result = {"result": processed["processedText"], "processedAt": processed["processedAt"]}
    trace.node("Format Result", [result])
    return result

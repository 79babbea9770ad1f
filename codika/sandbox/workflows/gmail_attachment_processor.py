"""Starts when a mail with attachments arrives, and in no other way."""

from typing import Any

from codika.sandbox.fields import field
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, service_event, workflow


@workflow(
    id="gmail-attachment-processor",
    title="Gmail attachments",
    description="Files the attachments of incoming mail in Drive and lists them in a sheet.",
    triggers=(service_event("email", "message_received"),),
    takes=Duration(4.0, 0.4, 1.0, 20.0),
    cost=2,
    integrations=("google_gmail", "google_drive", "google_sheets"),
    outputs=[
        field("number", "files_saved", "Files saved", numberType="integer"),
        field("string", "sender", "Sender"),
        field("string", "drive_folder_id", "Folder"),
        field("string", "spreadsheet_id", "Sheet"),
    ],
    checks_itself=True,
)
def file_attachments(trace: Trace) -> Any:
    """File what the event brought."""
    attachments = trace.payload.get("attachments") or []
    saved = trace.node("Save to Drive", [{"file": str(one)} for one in attachments], kind="request")
    return {
        "files_saved": len(saved),
        "sender": str(trace.payload.get("sender", "")),
        "drive_folder_id": "1AbCfolder",
        "spreadsheet_id": "1XyZsheet",
    }

"""The sub-workflow of onboarding: accounts for one person."""

import re
import unicodedata
from typing import Any

from codika.sandbox import draws
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, subworkflow, workflow

SYSTEMS = {
    "sales": ("mail", "calendar", "crm", "phone"),
    "support": ("mail", "calendar", "helpdesk", "phone"),
    "engineering": ("mail", "calendar", "code-hosting", "monitoring", "vpn"),
    "finance": ("mail", "calendar", "bookkeeping", "bank-portal"),
}
DOMAIN = "acme.example"


@workflow(
    id="provision-accounts",
    title="Provision accounts",
    description="Creates the accounts that a new colleague of a department needs.",
    triggers=(subworkflow(),),
    takes=Duration(2.0, 0.3, 0.5, 8.0),
    cost=0,
    inputs=[{"key": "full_name", "type": "string"}, {"key": "department", "type": "string"}],
    example={"full_name": "Zoë Peeters", "department": "engineering"},
)
def provision(trace: Trace) -> Any:
    """One account for each system of the department."""
    login = login_of(str(trace.payload.get("full_name", "")))
    systems = SYSTEMS.get(str(trace.payload.get("department")), ("mail", "calendar"))
    accounts = [
        {
            "system": system,
            "login": f"{login}@{DOMAIN}" if system == "mail" else login,
            "account_id": draws.n8n_id(login, system),
            "status": "created",
        }
        for system in trace.node("List Systems", systems)
    ]
    trace.node("Create Account", accounts, kind="request", weight=5)
    return {"login": login, "email": f"{login}@{DOMAIN}", "accounts": accounts}


def login_of(full_name: str) -> str:
    """Return a login made of a name: `Zoë Peeters` becomes `zoe.peeters`."""
    plain = unicodedata.normalize("NFKD", full_name).encode("ascii", "ignore").decode()
    return ".".join(re.findall(r"[a-z0-9]+", plain.lower())) or "new.colleague"

"""What people write into the secrets file."""


def section(codika, *, environment="dev", **changes):
    """Return a section of the secrets file for an instance of the sandbox."""
    lines = {
        "process_instance_id": codika.instances[environment],
        "api_key": codika.keys[environment],
        "organization_key": codika.keys["organization"],
        "environment": environment,
        "base_url": codika.base_url,
        "label": "Acme Bikes",
    } | changes
    body = [f'{name} = "{value}"' for name, value in lines.items() if value is not None]
    return "\n".join([f"[codika.acme-{environment}]", *body]) + "\n"

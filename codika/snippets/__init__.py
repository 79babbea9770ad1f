"""
One call, written out for use elsewhere: a shell, a script, a notebook.

    for snippet in snippets(Call(instance=instance, workflow_id="…", payload={…})):
        print(snippet.text)

Each snippet runs as it stands once its variables are set: it starts the
workflow, waits for the end and prints the result as JSON.  No key and no value
that sounds like a secret is in it; they are read from the environment.  Every
other value arrives exactly as it is in the payload, whatever signs it holds.
"""

from codika.snippets.call import Call, Variable
from codika.snippets.spellings import SPELLINGS, Snippet, snippets

__all__ = ["SPELLINGS", "Call", "Snippet", "Variable", "snippets"]

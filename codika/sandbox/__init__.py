"""
A local Codika: the same HTTP API, real workflows, nothing to sign up for.

It shares no line with the rest of the library, so that a client that works here
was tested against somebody else's reading of the documentation.  `launcher` runs
it as a subprocess; `python -m codika.sandbox` runs it alone.
"""

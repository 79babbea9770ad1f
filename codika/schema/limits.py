"""
How much of a schema, a skill or a payload we are willing to look at.

All three are written by others, and a page has to come up whatever they hold:
past these bounds the rest is left out, with a note that says so.  They are far
beyond what a person would fill in, so an honest schema never meets them.
"""

MAX_FIELDS = 2_000
"""Entries of one schema, at all depths together."""
MAX_OPTIONS = 20_000
"""Options of one schema, over all its fields."""
MAX_SCHEMA_DEPTH = 12
"""Sections and objects inside one another."""
MAX_NOTES = 100
"""Notes kept about one schema or skill."""
MAX_PROBLEMS = 1_000
"""Problems reported about one payload."""

MAX_KEY = 200  # characters; a longer key is left out, as cutting it would make another key of it
MAX_LINE = 300  # characters of a label, title or option
MAX_PROSE = 5_000  # characters of a description or tooltip

MAX_PAYLOAD_TEXT = 8_000_000  # characters of JSON in the editor
MAX_PAYLOAD_DEPTH = 100
MAX_PAYLOAD_VALUES = 1_000_000
MAX_INTEGER_BITS = 13_000
"""Just under Python's own limit of 4,300 digits for turning an integer into text."""

MAX_SKILL_TEXT = 200_000  # characters
MAX_SKILL_BLOCKS = 5_000  # headings, fences, tables and paragraphs
MAX_SKILL_LINE = 2_000  # characters of a line that is searched by patterns
MAX_SKILL_ROWS = 300  # rows of one table
MAX_EXAMPLES = 20  # payloads of one skill

MAX_DECLARED_BYTES = 8_000_000  # of `workflows.json`

"""
The words people read, and how numbers and times are written where they live.

Messages stand in English where they are used.  Another language is one file beside
this one, `fr.po` in gettext's format, which translators' programs read and write;
`make words` brings it up to date with the code.

>>> say("Rows {first} to {last} are listed.", first=1, last=1000)
'Rows 1 to 1,000 are listed.'
>>> say_many("{n} row", "{n} rows", 1)
'1 row'
>>> with speaking("fr-FR"):
...     say("Rows {first} to {last} are listed.", first=1, last=1000)
'Les lignes 1 à 1\u202f000 sont affichées.'

What is said later than it is written down, as in a table of a module, is marked with
`later` and said with `say`.  What is written for the log is English in any case, for it
has many readers: `in_english` writes it, `retold` says it in a reader's language.
"""

from codika.language.catalogue import languages
from codika.language.messages import in_english, later, say, say_in, say_many
from codika.language.reader import speaking, spoken, tag, whose_language
from codika.language.retelling import retold
from codika.language.written import (
    is_neutral,
    write_clock,
    write_date,
    write_digits,
    write_moment,
    write_number,
)

__all__ = [
    "in_english",
    "is_neutral",
    "languages",
    "later",
    "retold",
    "say",
    "say_in",
    "say_many",
    "speaking",
    "spoken",
    "tag",
    "whose_language",
    "write_clock",
    "write_date",
    "write_digits",
    "write_moment",
    "write_number",
]

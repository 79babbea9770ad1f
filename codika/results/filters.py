"""Choosing rows of a table by what they say."""

from typing import TYPE_CHECKING

from codika.results.reading import Table

if TYPE_CHECKING:
    import pandas as pd


def containing(table: Table, words: str) -> "pd.DataFrame":
    """
    Return the rows that contain every word, in any column, in upper or lower case.

    Numbers and dates are searched as they are written in the frame.  No word at
    all keeps every row.
    """
    import pandas as pd  # noqa: PLC0415  half a second that a reader of the model does not need

    frame = table.frame
    wanted = words.split()
    if not wanted:
        return frame
    texts = [frame[name].astype("string") for name in frame.columns]
    keep = pd.Series(data=True, index=frame.index)
    for word in wanted:
        found = pd.Series(data=False, index=frame.index)
        for text in texts:
            found |= text.str.contains(word, case=False, regex=False, na=False)
        keep &= found
    return frame[keep]

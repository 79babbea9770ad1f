"""The language that was chosen in a browser, where it is not the browser's own."""

import sqlite3

from codika.runs.beside import BesideRuns


class LanguageStore(BesideRuns):
    """Chosen languages in the file of a run log."""

    def of(self, browser_id: str) -> str:
        """Return the code of the language chosen in a browser, such as `fr`; empty if none."""
        found = self._read("SELECT language FROM languages WHERE browser_id = ?", browser_id)
        return found[0]["language"] if found else ""

    def choose(self, browser_id: str, language: str) -> None:
        """Keep the language for a browser; an empty one leaves it to the browser again."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM languages WHERE browser_id = ?", (browser_id,))
            if language:
                connection.execute("INSERT INTO languages VALUES (?, ?)", (browser_id, language))

        self._writer.write(work)

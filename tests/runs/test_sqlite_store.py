"""`SqliteRunStore` passes the contract."""

import pytest
from store_contract import RunStoreContract

from codika.runs import SqliteRunStore


class TestSqliteRunStore(RunStoreContract):
    @pytest.fixture
    def open_store(self, tmp_path):
        opened = []

        def open_store():
            opened.append(SqliteRunStore(tmp_path / "runs.db"))
            return opened[-1]

        yield open_store
        for store in opened:
            store.close()

"""Telling whether two readings are the same, to the type of every cell."""


def assert_same_readings(one, other):
    """Fail unless both hold the same, in the same order, as the same types."""
    # By their spelling: NaN is itself here, 1 is not 1.0 and -0.0 is not 0.0.
    assert repr((one.headlines, one.texts, one.remainder)) == repr(
        (other.headlines, other.texts, other.remainder)
    )
    assert list(map(described, one.tables)) == list(map(described, other.tables))
    for table, twin in zip(one.tables, other.tables, strict=True):
        assert list(table.frame.dtypes) == list(twin.frame.dtypes)
        assert repr((table.frame.index, table.frame.columns)) == repr(
            (twin.frame.index, twin.frame.columns)
        )
        assert repr(table.frame.to_dict("list")) == repr(twin.frame.to_dict("list"))


def described(table):
    return table.path, table.title, table.parent, table.columns

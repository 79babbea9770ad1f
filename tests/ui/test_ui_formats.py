"""How times, durations, numbers and foreign words are written: exact values."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codika.language import write_number
from codika.runs import UsualTime
from codika.runs.forecast import forecast
from codika.schema import Schedule
from ui import formats, people, progress, texts
from ui.logs import without_keys

BRUSSELS = ZoneInfo("Europe/Brussels")
WINTER = datetime(2026, 11, 22, 13, 3, 7, 999_999, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        pytest.param(WINTER, BRUSSELS, "2026-11-22 14:03:07 CET", id="winter"),
        pytest.param(SUMMER, BRUSSELS, "2026-07-02 00:30:00 CEST", id="summer, the next day"),
        pytest.param(WINTER, ZoneInfo("UTC"), "2026-11-22 13:03:07 UTC", id="UTC"),
        pytest.param(WINTER, ZoneInfo("Asia/Kathmandu"), "2026-11-22 18:48:07 +0545", id="quarter"),
        pytest.param(None, BRUSSELS, "—", id="never"),
    ],
)
def test_moment(at, zone, words):
    """
    Date, time and zone, in the viewer's zone.
    """
    assert words == formats.moment(at, zone)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        pytest.param(WINTER, "14:03:07 CET", id="time"),
        pytest.param(None, "—", id="never"),
    ],
)
def test_clock(at, words):
    """
    The time of day with its zone.
    """
    assert words == formats.clock(at, BRUSSELS)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        pytest.param(timedelta(seconds=-5), "just now", id="a clock that is ahead"),
        pytest.param(timedelta(seconds=9.9), "just now", id="seconds"),
        pytest.param(timedelta(seconds=10), "10 s ago", id="ten seconds"),
        pytest.param(timedelta(seconds=59.4), "59 s ago", id="nearly a minute"),
        pytest.param(timedelta(seconds=59.6), "1 min ago", id="rounded up to a minute"),
        pytest.param(timedelta(minutes=5, seconds=20), "5 min ago", id="minutes"),
        pytest.param(timedelta(hours=3, minutes=59), "3 h ago", id="hours"),
        pytest.param(timedelta(days=2, hours=1), "2 d ago", id="days"),
    ],
)
def test_ago(before, words):
    """
    The largest unit that says enough.
    """
    assert words == formats.ago(WINTER - before, now=WINTER)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        pytest.param(None, "—", id="none"),
        pytest.param(-3, "0 ms", id="negative"),
        pytest.param(0, "0 ms", id="zero"),
        pytest.param(340, "340 ms", id="milliseconds"),
        pytest.param(999.4, "999 ms", id="nearly a second"),
        pytest.param(999.6, "1.0 s", id="a second, rounded"),
        pytest.param(2340, "2.3 s", id="seconds"),
        pytest.param(9960, "10 s", id="ten seconds, rounded"),
        pytest.param(47_000, "47 s", id="whole seconds"),
        pytest.param(59_700, "1 min", id="a minute, rounded"),
        pytest.param(80_000, "1 min 20 s", id="minutes"),
        pytest.param(3_600_000, "1 h", id="an hour"),
        pytest.param(11_100_000, "3 h 5 min", id="hours"),
        pytest.param(90_000_000, "1 d 1 h", id="days"),
        pytest.param(timedelta(seconds=75), "1 min 15 s", id="a time delta"),
    ],
)
def test_duration(length, words):
    """
    Two units at most, each named.
    """
    assert words == formats.duration(length)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param(0, "0", id="zero"),
        pytest.param(1204, "1,204", id="thousands"),
        pytest.param(1204.5, "1,204.5", id="one digit of a fraction"),
        pytest.param(70.57, "70.57", id="fraction"),
        pytest.param(2.0, "2", id="whole"),
        pytest.param(0.05, "0.05", id="small"),
        pytest.param(123456.789, "123,456.79", id="large"),
        pytest.param(0.00001234, "1.23e-05", id="tiny"),
        pytest.param(-3.25, "-3.25", id="negative"),
        pytest.param(10**30, "1,000,000,000,000,000,000,000,000,000,000", id="beyond floats"),
    ],
)
def test_number(value, words):
    """
    Thousands grouped, no needless digits.
    """
    assert words == write_number(value)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_a_number_that_is_none(value):
    """
    What is no number is written without an error.
    """
    assert write_number(value) in ("inf", "-inf", "nan")


@pytest.mark.parametrize(
    ("n_bytes", "words"),
    [
        (None, "—"), (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (12_345, "12 kB"),
        (9_960_000, "10.0 MB"), (48_000_000, "48 MB"), (2_500_000_000, "2.5 GB"),
    ],
)  # fmt: skip
def test_size(n_bytes, words):
    """
    In powers of 1000, with the unit.
    """
    assert words == formats.size(n_bytes)


@pytest.mark.parametrize(
    ("cron", "zone", "words"),
    [
        ("0 8 * * 1", "Europe/Brussels", "every Monday at 08:00 (Europe/Brussels)"),
        ("30 17 * * *", "", "every day at 17:30"),
        ("5 6 * * 1-5", "", "from Monday to Friday at 06:05"),
        ("0 9 * * 0", "", "every Sunday at 09:00"),
        ("0 9 * * 7", "", "every Sunday at 09:00"),
        ("15 * * * *", "", "every hour at minute 15"),
        ("0 9 1 * *", "UTC", "by the schedule 0 9 1 * * (UTC)"),
        ("0 9 * * 8", "", "by the schedule 0 9 * * 8"),
        ("*/5 * * * *", "", "by the schedule */5 * * * *"),
        ("nonsense", "", "by the schedule nonsense"),
    ],
)
def test_schedule(cron, zone, words):
    """
    What people read, where we are sure; the expression itself where not.
    """
    assert words == formats.schedule(Schedule(cron=cron, timezone=zone))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        pytest.param("plain words", "plain words", id="words"),
        pytest.param("a\n\n# b\t c", "a \\# b c", id="on one line"),
        pytest.param("![x](http://t)", "\\!\\[x\\]\\(http\\:\\/\\/t\\)", id="picture"),
        pytest.param(":red[x] $y$ <b>", "\\:red\\[x\\] \\$y\\$ \\<b\\>", id="signs"),
        pytest.param("a\\b", "a\\\\b", id="backslash"),
        pytest.param("a\ud800b", "a?b", id="half a surrogate pair"),
        pytest.param("at 12:30:45 urn:x:1", "at 12\\:30\\:45 urn\\:x\\:1", id="no icons"),
        pytest.param(":x: (:+1:)", "\\:\u2060x\\: \\(\\:\u2060\\+1\\:\\)", id="icons"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_plain(text, escaped):
    """
    Everything that Markdown could act on is escaped.
    """
    assert escaped == formats.plain(text)


def test_plain_turns_nothing_round():
    """
    A name cannot be made to read backwards, here or in what follows it.
    """
    assert "invoice\ufffdfdp\\.exe" == formats.plain("invoice\u202efdp.exe")
    assert all("\ufffd" == formats.plain(sign) for sign in TURNING)
    assert "שלום" == formats.plain("שלום")


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(st.characters(exclude_characters=f"\u2060{TURNING}")))
def test_plain_keeps_every_word(text):
    """
    What is escaped reads as it was, but for blanks.
    """
    shown = formats.plain(text)
    read = "".join(sign for at, sign in enumerate(shown) if sign != "\\" or is_escaped(shown, at))

    assert words_of(text.encode("utf-8", "replace").decode()) == words_of(read)
    assert {" ", "\u00a0", "\u202f"} >= {sign for sign in shown if sign.isspace()}


def words_of(text):
    return text.replace("\u2060", "").split()


def test_plain_keeps_a_number_on_one_line():
    """
    Thousands parted by no-break spaces are not torn apart; other blanks become one.
    """
    shown = formats.plain("4\u202f396\u00a0357\u202f\n rows\u00a0")

    assert "4\u202f396\u00a0357 rows" == shown


def is_escaped(text, at):
    """Whether an odd number of backslashes stands before a sign."""
    before = text[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


@pytest.mark.parametrize(
    ("markdown", "tamed"),
    [
        pytest.param("# T\n\n- a **b**", "# T\n\n- a **b**", id="ordinary"),
        pytest.param("![x](//t/p.png)", "[x](//t/p.png)", id="picture"),
        pytest.param("!!![x](//t/p.png)", "[x](//t/p.png)", id="picture behind a picture"),
        pytest.param("\\![x](//t)", "\\[x](//t)", id="escaped picture"),
        pytest.param("![x][r]\n\n[r]: //t", "[x][r]\n\n[r]\\: //t", id="picture by reference"),
        pytest.param("costs $5 or $6", "costs \\$5 or \\$6", id="formula"),
        pytest.param("\\$5 \\\\$6", "\\$5 \\\\\\$6", id="formula behind backslashes"),
        pytest.param(":red[x] :blue-badge[y]", "\\:red[x] \\:blue-badge[y]", id="colours"),
        pytest.param(":material/home: :smile:", ":\u2060material/home: :\u2060smile:", id="icons"),
        pytest.param("at 12:30:45, https://a:80", "at 12:30:45, https://a:80", id="other colons"),
        pytest.param("a\ud800", "a?", id="half a surrogate pair"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_tame(markdown, tamed):
    """
    Markdown from outside keeps its form and loses its tricks.
    """
    assert tamed == texts.tame(markdown)


@given(st.text(alphabet="!\\[]()$:ab/ \n", max_size=60))
def test_nothing_tamed_is_a_picture(text):
    """
    However the signs stand, no picture is left.
    """
    assert "![" not in texts.tame(text)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        pytest.param(" Ann  Smith ", "Ann Smith", id="blanks"),
        pytest.param("a\x00\u202eb\nc", "ab c", id="unprintable"),
        pytest.param("x" * 200, "x" * 60, id="long"),
        pytest.param("\u200b \t", "", id="nothing to see"),
    ],
)
def test_a_name_is_one_short_line(given_name, kept):
    """
    A name stands in every colleague's list: one line, printable, bounded.
    """
    assert kept == people._cleaned(given_name)


@pytest.mark.parametrize(
    ("durations", "words"),
    [
        pytest.param([4200.0], "4.2 s last time", id="one run"),
        pytest.param([1000.0, 2000.0, 9000.0], "about 2.0 s lately", id="too few for a range"),
        pytest.param([4200.0] * 9, "usually 4.2 s", id="always alike"),
        pytest.param(
            [1000.0, 1500.0, 2000.0, 8000.0, 9000.0], "usually 2.0 s, rarely over 8.8 s", id="range"
        ),
    ],
)
def test_usual_words(durations, words):
    """
    How long it takes, and how long at most, from what was seen.
    """
    assert words == progress.usual_words(UsualTime.of(durations))


@pytest.mark.parametrize(
    ("elapsed_ms", "durations", "words"),
    [
        pytest.param(
            3000.0,
            [],
            "Running for 3.0 s. This is its first run here, so nobody knows how long it takes.",
            id="no history",
        ),
        pytest.param(
            12_000.0,
            [2000.0] * 9 + [11_000.0],
            "Running for 12 s, 600% of its usual time. Overdue: slower than 10 of 10 earlier runs.",
            id="longer than all: no end is promised",
        ),
        pytest.param(
            400_000.0,
            [2000.0] * 6,
            "Running for 6 min 40 s, many times longer than before (usually 2.0 s; 6 earlier runs)."
            " It may be a workflow that never reports its end: look in Codika.",
            id="stalled",
        ),
    ],
)
def test_words_of_progress(elapsed_ms, durations, words):
    """
    A pending run is compared with earlier ones, and nothing is promised that they do not show.
    """
    usual = UsualTime.of(durations) if durations else None

    assert words == progress.words(elapsed_ms, usual, forecast(elapsed_ms, usual))


def test_an_expected_end_has_a_clock_and_a_zone():
    """
    Before its usual time a run is told when it should end.
    """
    usual = UsualTime.of([10_000.0] * 5)

    text = progress.words(5000.0, usual, forecast(5000.0, usual))

    assert re.fullmatch(
        r"Running for 5\.0 s, 50% of its usual time \(usually 10 s; 5 earlier runs\)\."
        r" Expected to end about \d\d:\d\d:\d\d UTC\.",
        text,
    )


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ("key ck_AbCd1234efgh5678.", "key ck_…."),
        ("cko_AbCd-1234_efgh+/=x and whsec_0123456789", "cko_… and whsec_…"),
        ("fingerprint ck_#9f2a61c4", "fingerprint ck_#9f2a61c4"),
        ("truck_AbCd1234efgh5678", "truck_AbCd1234efgh5678"),
    ],
)
def test_log_lines_lose_their_keys(line, redacted):
    """
    Whatever looks like a key is cut down to its kind; a fingerprint stays.
    """
    assert redacted == without_keys(line)

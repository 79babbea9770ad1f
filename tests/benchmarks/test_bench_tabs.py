"""What a server costs while tabs watch; nothing is measured here."""

import os
import subprocess
import sys
import time

import pytest
from measuring.tabs import cpu_seconds

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")


def test_processor_time_is_that_of_the_process():
    """
    All its threads', and nobody else's.
    """
    with subprocess.Popen(["sleep", "60"]) as other:
        idle = cpu_seconds(other.pid)
        other.kill()

    assert pytest.approx(time.process_time(), abs=1.0) == cpu_seconds(os.getpid())
    assert pytest.approx(0.0, abs=0.5) == idle

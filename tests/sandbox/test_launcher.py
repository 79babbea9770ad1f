import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from codika.sandbox import launcher


def test_a_launched_sandbox_answers(sandbox):
    """
    `launch` returns when the sandbox is up, with its manifest read.
    """
    assert (True, sandbox.base_url) == (sandbox.is_running, sandbox.manifest["baseUrl"])

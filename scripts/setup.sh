#!/bin/sh
# Makes .venv with the requirements of the file named, or says in one line why it cannot.
set -eu
requirements=$1
stamp=".venv/installed-$(basename "$requirements" .txt)"

if [ -f "$stamp" ] && cmp -s "$requirements" "$stamp"; then
    exit 0
fi

if [ ! -x .venv/bin/python ]; then
    python="" found=""
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
        found="$found $("$candidate" --version 2>/dev/null || true)"
    done
    if [ -z "$python" ]; then
        echo "Codika Dashboard needs Python 3.11 or newer; found:${found:- none}. Name one with PYTHON=/path/to/python3." >&2
        exit 1
    fi
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        echo "$("$python" --version) cannot make a virtual environment; on Debian and Ubuntu install its venv package (apt install python3-venv)." >&2
        exit 1
    fi
fi

echo "Installing what $requirements lists (once; takes a minute or two)."
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 20 -r "$requirements" >.venv/install.log 2>&1; then
    echo "The install failed; is there a network? The last words were: $(grep -v '^ *$' .venv/install.log | tail -n 1) (all of them: .venv/install.log)" >&2
    exit 1
fi
cp "$requirements" "$stamp"

#!/usr/bin/env bash
# Makes the virtual environment named by the first argument, with Python 3.11 or newer;
# keeps one that works. As root on Debian it installs a missing Python first.
set -euo pipefail

venv=$1
"$venv/bin/python" -m pip --version >/dev/null 2>&1 && exit 0

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.11 python3; do
        if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

if ! python=$(find_python) && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Python with its venv module ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv >/dev/null
fi
if ! python=$(find_python); then
    echo "Python 3.11 or newer with venv is needed. On Debian: sudo apt-get install python3 python3-venv" >&2
    exit 1
fi
"$python" -m venv --clear "$venv"

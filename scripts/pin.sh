#!/usr/bin/env bash
# Writes constraints.txt from what a clean installation of requirements-dev.txt brings along.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

clean=$(mktemp -d)
trap 'rm -rf "$clean"' EXIT
scripts/make_venv.sh "$clean/venv"
"$clean/venv/bin/pip" --disable-pip-version-check install --quiet --requirement requirements-dev.txt
{
    sed -n '/^#/p' constraints.txt
    "$clean/venv/bin/pip" freeze
} > "$clean/constraints.txt"
cp "$clean/constraints.txt" constraints.txt

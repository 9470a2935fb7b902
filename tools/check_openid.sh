#!/bin/sh
# tools/check_openid.sh: Apache and mod_auth_openidc, as Debian packs them, for `make check-openid`. Installs what is missing.
set -eu

fail() {
    echo "$*" >&2
    exit 1
}

present() {
    PATH=$PATH:/usr/sbin command -v apache2 >/dev/null && [ -e /usr/lib/apache2/modules/mod_auth_openidc.so ]
}

present && exit 0
packages="apache2 libapache2-mod-auth-openidc"
command -v apt-get >/dev/null || fail "Needed: Apache 2.4 with mod_auth_openidc below /usr/lib/apache2/modules."
if [ "$(id -u)" = 0 ]; then
    set -- env
elif sudo -n true 2>/dev/null; then
    set -- sudo -n env
else
    fail "Ask for: sudo apt-get install $packages"
fi
echo "Installing Debian's $packages" >&2
"$@" apt-get update -q >&2
# The test starts a server of its own: Debian's, with the site that it would show on port 80, must not run.
"$@" DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-install-recommends $packages >&2
present || fail "Apache or its module is still missing."

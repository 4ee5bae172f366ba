#!/bin/sh
# Makes sure that there is an HAProxy for the chaos tests, or says in one sentence what to do.
if command -v haproxy >/dev/null 2>&1 || [ -x /usr/sbin/haproxy ]; then exit 0; fi

install() {
    echo "Installing HAProxy for the chaos tests"
    $1 apt-get update -qq && $1 env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends haproxy
}

if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then
        install "" </dev/null && exit 0
    elif sudo -n true 2>/dev/null; then
        install "sudo -n" </dev/null && exit 0
    fi
fi
echo "The chaos tests need HAProxy: install it with your system's package manager (Debian: apt install haproxy) and run this again." >&2
exit 1

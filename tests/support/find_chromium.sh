#!/bin/sh
# Makes sure that there is a Chromium for the browser tests, or says in one sentence what to do.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

# The one without a window makes the tests quicker, and the font the pictures true; not every Debian has them.
install() {
    echo "Installing Chromium for the browser tests"
    $1 apt-get update -qq || return
    for packages in "chromium chromium-headless-shell fonts-noto-color-emoji" chromium; do
        $1 env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages && return
    done
    return 1
}

if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then
        install "" </dev/null && exit 0
    elif sudo -n true 2>/dev/null; then
        install "sudo -n" </dev/null && exit 0
    fi
fi
echo "The browser tests need Chromium: install it with your system's package manager (Debian: apt install chromium) and run this again." >&2
exit 1

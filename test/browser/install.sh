#!/bin/sh
# Installs what `npm run test:browser` runs: Debian's Chromium.
set -eu

if dpkg-query -W -f '${db:Status-Status}' chromium 2>/dev/null | grep -qx installed; then
  echo 'install.sh: Chromium is there'
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo 'install.sh: this is not Debian (there is no apt-get). Install Chromium by hand, and name it in GOLIVE_CHROMIUM.' >&2
  exit 2
fi
if [ "$(id -u)" != 0 ]; then
  echo 'install.sh: root is needed to install. Try: sudo test/browser/install.sh' >&2
  exit 2
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends chromium fonts-dejavu-core

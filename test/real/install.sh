#!/bin/sh
# Installs what `npm run test:real` runs: name servers, caches, a database, cron and systemd from Debian's packages, none of them started as a service.
set -eu

packages='knot knot-dnsutils bind9 bind9-utils bind9-dnsutils nsd unbound pdns-server pdns-backend-sqlite3 pdns-recursor
knot-resolver dnsperf nginx-light postgresql faketime iproute2 util-linux radicale python3-icalendar cron systemd'

if ! command -v apt-get >/dev/null; then
  echo 'install.sh: this is not Debian (there is no apt-get). Install these by hand, started by nobody:' >&2
  echo "$packages" >&2
  exit 2
fi
if [ "$(id -u)" != 0 ]; then
  echo 'install.sh: root is needed, here to install and in the tests to listen on port 53. Try: sudo test/real/install.sh' >&2
  exit 2
fi

missing=''
for package in $packages; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo 'install.sh: everything is there'
  exit 0
fi

# A package that starts its daemon would take port 53 of every address. What stood there before comes back.
policy=/usr/sbin/policy-rc.d
kept=''
if [ -e "$policy" ]; then
  kept=$(mktemp)
  cp -p "$policy" "$kept"
fi
restore() {
  if [ -n "$kept" ]; then mv "$kept" "$policy"; else rm -f "$policy"; fi
}
trap restore EXIT
printf '#!/bin/sh\nexit 101\n' > "$policy"
chmod 755 "$policy"

export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086
apt-get install -q -y --no-install-recommends $missing

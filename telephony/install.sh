#!/bin/sh
# Installs the packages named as arguments on Debian, as root, without their services: those would hold our ports, now or after the next boot.
# Services of packages that were there already are somebody's and stay as they are.
set -e
policy=/usr/sbin/policy-rc.d
fresh=""
for package in "$@"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || fresh="$fresh $package"
done
[ -n "$fresh" ] || exit 0
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' INT TERM HUP
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null || true
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 $fresh >/dev/null
for package in $fresh; do
  [ ! -e "/etc/init.d/$package" ] || update-rc.d "$package" disable
done

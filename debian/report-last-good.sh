#!/bin/sh
# After an installation: says if healthy-dns does not serve what it should, and why. apt says nothing when a service falls back
# on its last good configuration, and little when it does not start at all.
[ -d /run/systemd/system ] || exit 0

# The exit code is ExitCode.lastGood; what matters is above the first empty line.
report=$(/usr/bin/healthy-dns status 2>/dev/null)
if [ $? = 15 ]; then
  printf '\nhealthy-dns: ' >&2
  printf '%s\n' "$report" | sed '/^$/q' >&2
# Failed, or about to be started again because queries wait.
elif systemctl is-active healthy-dns.service | grep -q -e failed -e activating; then
  cat >&2 <<TEXT

healthy-dns is not running. Find out why, fix it, and start it:
    journalctl -u healthy-dns -n 20
    systemctl start healthy-dns.socket healthy-dns

TEXT
fi
exit 0

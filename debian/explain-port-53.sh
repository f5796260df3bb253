#!/bin/sh
# After an installation: explains why healthy-dns is not listening, and what to do. systemd says only that the socket failed,
# and apt says nothing.
[ -d /run/systemd/system ] || exit 0
systemctl is-failed --quiet healthy-dns.socket || exit 0

owners() {
  command -v ss >/dev/null || return 0
  ss -H -l -n -t -u -p 'sport = :53' | sed 's/^/    /'
}

cat >&2 <<TEXT

healthy-dns is not listening yet: another program has port 53.
$(owners)
Either stop that program (for systemd-resolved, only its stub listener: set DNSStubListener=no in
/etc/systemd/resolved.conf and run systemctl restart systemd-resolved), then run
    systemctl restart healthy-dns
or listen on addresses that are free, with systemctl edit healthy-dns.socket:
    [Socket]
    ListenDatagram=
    ListenStream=
    ListenDatagram=192.0.2.53:53
    ListenStream=192.0.2.53:53
    FreeBind=yes
then run
    systemctl restart healthy-dns.socket healthy-dns.service

TEXT

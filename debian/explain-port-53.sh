#!/bin/sh
# After an installation: why healthy-dns does not listen, and what to do. systemd only says that the socket failed, and
# apt says nothing.
[ -d /run/systemd/system ] || exit 0
systemctl is-failed --quiet healthy-dns.socket || exit 0

owners() {
  command -v ss >/dev/null || return 0
  ss -H -l -n -t -u -p 'sport = :53' | sed 's/^/    /'
}

cat >&2 <<TEXT

healthy-dns does not listen yet: another program has port 53.
$(owners)
Either stop that program (of systemd-resolved only the stub listener: DNSStubListener=no in
/etc/systemd/resolved.conf and systemctl restart systemd-resolved), then
    systemctl restart healthy-dns
or name addresses that are free, with systemctl edit healthy-dns.socket:
    [Socket]
    ListenDatagram=
    ListenStream=
    ListenDatagram=192.0.2.53:53
    ListenStream=192.0.2.53:53
    FreeBind=yes
and then
    systemctl restart healthy-dns.socket healthy-dns.service

TEXT

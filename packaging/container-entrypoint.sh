#!/bin/sh
# Starts the program in a container, with the container's arguments. There are two ways to get port 53: where the runtime
# lets every user bind it (Docker since 20.10, containerd since 2.0), no capability is needed; elsewhere it takes
# NET_BIND_SERVICE, which setpriv passes on to an unprivileged user.
port=${HEALTHY_DNS_PORT:-${DNS_PORT:-53053}}
net_bind_service=10

may_bind() {
  first=$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start 2>/dev/null) || return 0
  [ "$port" -ge "$first" ] 2>/dev/null
}

# A file with a capability cannot even be executed where that capability has been dropped.
may_raise() {
  [ "$(sed -n 's/^NoNewPrivs:[[:space:]]*//p' /proc/self/status)" = 0 ] || return 1
  bounding=$(sed -n 's/^CapBnd:[[:space:]]*//p' /proc/self/status)
  [ $(((0x$bounding >> net_bind_service) & 1)) = 1 ]
}

set -- /usr/bin/healthy-dns "$@"
if [ "$(id -u)" != 0 ] && ! may_bind && may_raise; then
  set -- /usr/lib/healthy-dns/setpriv --inh-caps=+net_bind_service --ambient-caps=+net_bind_service "$@"
fi
# With --init, or in a pod with a shared process namespace, something else is process 1.
[ $$ != 1 ] || set -- tini -- "$@"
exec "$@"

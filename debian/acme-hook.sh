#!/bin/sh
# Serves the texts of certificate authorities through the daemon on this machine, as a hook of certbot or dehydrated:
#
#   certbot certonly --manual --preferred-challenges dns \
#     --manual-auth-hook "/usr/lib/healthy-dns/acme-hook auth" \
#     --manual-cleanup-hook "/usr/lib/healthy-dns/acme-hook cleanup" -d example.com -d "*.example.com"
#   dehydrated --cron --challenge dns-01 --hook /usr/lib/healthy-dns/acme-hook
#
# Runs as root or as the user of the daemon. HEALTHY_DNS names another program than the installed one.
set -eu

run() {
  "${HEALTHY_DNS:-/usr/bin/healthy-dns}" acme "$@"
}

# A secondary that is away must not keep a certificate from being renewed: the authority may ask another one. It is waited for
# once, however many names there are.
waits=--wait
serve() {
  code=0
  # It may begin with a hyphen.
  run set "$1" --txt="$2" ${waits:+"$waits"} || code=$?
  if [ "$code" = 75 ]; then
    waits=
    code=0
  fi
  return "$code"
}

operation=${1:-}
case $operation in
auth)
  serve "$CERTBOT_DOMAIN" "$CERTBOT_VALIDATION"
  ;;
cleanup)
  run clear "$CERTBOT_DOMAIN" --txt="$CERTBOT_VALIDATION"
  ;;
deploy_challenge | clean_challenge)
  shift
  failed=0
  # dehydrated: domain, file and text, over and over with HOOK_CHAIN=yes.
  while [ $# -ge 3 ]; do
    # Whatever can be cleared is.
    if [ "$operation" = deploy_challenge ]; then serve "$1" "$3"; else run clear "$1" --txt="$3" || failed=$?; fi
    shift 3
  done
  exit "$failed"
  ;;
'')
  echo "usage: acme-hook auth|cleanup (certbot), or as the hook of dehydrated" >&2
  exit 64
  ;;
# dehydrated calls its hook for other things, too, and asks to ignore those that a hook does not know.
esac

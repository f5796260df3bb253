#!/bin/sh
exec /usr/lib/healthy-dns/node /usr/lib/healthy-dns/main.mjs "$@"

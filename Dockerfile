# The image: Debian, Node and the bundled program. `docker build -t healthy-dns .`; docs/containers.md says how to run it.
# BUILD_BASE must have node and npm, BASE must be a Debian.
ARG BUILD_BASE=node:24-bookworm-slim
ARG BASE=debian:bookworm-slim

FROM ${BUILD_BASE} AS build
WORKDIR /source
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY packaging/tools/package.json packaging/tools/package-lock.json packaging/tools/
RUN npm ci --no-audit --no-fund --ignore-scripts --prefix packaging/tools
COPY . .
RUN npm run --silent build \
 && packaging/bundle.sh /image/usr/lib/healthy-dns "$(node -p process.arch)" \
 && rm /image/usr/lib/healthy-dns.json \
 && install -m 755 "$(node -p process.execPath)" /image/usr/lib/healthy-dns/node \
 && install -m 755 packaging/container-entrypoint.sh /image/usr/lib/healthy-dns/entrypoint \
 && install -D -m 755 debian/healthy-dns.sh /image/usr/bin/healthy-dns

FROM ${BASE}
# tini is process 1: it forwards signals from the first moment and reaps what health checks leave behind. A setpriv with a
# file capability gives the program port 53 where users may not bind it; see the entrypoint.
RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends tini libcap2-bin libstdc++6 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/dpkg.log \
 && groupadd --system --gid 10000 appuser \
 && useradd --system --uid 10000 --gid appuser --no-create-home --home-dir /nonexistent appuser \
 && install -d -o appuser -g appuser -m 750 /run/healthy-dns \
 && install -d -o appuser -g appuser -m 700 /var/lib/healthy-dns \
 && install -D -m 755 /usr/bin/setpriv /usr/lib/healthy-dns/setpriv \
 && setcap cap_net_bind_service=ep /usr/lib/healthy-dns/setpriv
COPY --from=build /image /

# The weaker of the two variables for the port, so that a user's DNS_PORT and HEALTHY_DNS_PORT both override it.
ENV DNS_PORT=53 \
    RUNTIME_DIRECTORY=/run/healthy-dns
USER 10000:10000
# The control socket, and verdicts that survive a restart; the only place that is written to, unless STATE_DIRECTORY is set:
# /var/lib/healthy-dns is there for a volume of updates.
VOLUME /run/healthy-dns
EXPOSE 53/udp 53/tcp
# Healthy means that it serves: coping with backends that are down is its job.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["healthy-dns", "status", "--serving"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/lib/healthy-dns/entrypoint"]

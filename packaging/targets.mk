# make deb        the Debian package, in build/
# make deb-arm64  the same for arm64: apt install crossbuild-essential-arm64 libsystemd-dev:arm64 libstdc++6:arm64
# make pack       the npm tarball, in build/
# make e2e        tests the Debian package on booted Debian 12 and 13: needs root, mmdebstrap, systemd-container;
#                 E2E_PACKAGE=build/healthy-dns_0.1.0_amd64.deb for one that is already built
# make check-packages  checks what docs/packaging.md promises: reproducible, lintian-clean, npm 9 to 12 (takes minutes)
#
# Included by the Makefile, which has the rule for node_modules/.installed.

.PHONY: deb deb-arm64 pack e2e check-packages

# Each folder has its own lock file, so that nobody who only wants the program downloads runtimes.
packaging/%/node_modules/.installed: packaging/%/package.json packaging/%/package-lock.json
	npm ci --no-audit --no-fund --prefix packaging/$*
	@touch $@

DEB_NEEDS := node_modules/.installed packaging/tools/node_modules/.installed packaging/runtime/node_modules/.installed

deb: $(DEB_NEEDS)
	packaging/make-deb.sh

deb-arm64: $(DEB_NEEDS)
	packaging/fetch-arm64.sh
	packaging/make-deb.sh arm64

pack: node_modules/.installed packaging/headers/node_modules/.installed
	packaging/make-npm-tarball.sh

e2e: build packaging/runtime/node_modules/.installed
	@node dist/test/e2e/e2e.js $(E2E_PACKAGE)

check-packages: $(DEB_NEEDS) pack
	packaging/check-reproducible.sh
	packaging/check-debian.sh
	packaging/check-npm-versions.sh

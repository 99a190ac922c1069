# Undertone: the commands of every day. `make run` and `make test` install what is missing.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
# Where systemd looks, for /usr and for /usr/local.
UNITS ?= $(PREFIX)/lib/systemd
SYSUSERS ?= $(PREFIX)/lib/sysusers.d
# Installed programs carry no symbols; `make install STRIP=` keeps them.
STRIP ?= -s

# What the build needs from Debian 12, and gnuplot for the pictures.
PACKAGES := pkg-config libasound2-dev libfftw3-dev libopenblas-dev libsndfile1-dev libsoxr-dev librubberband-dev libsystemd-dev gnuplot-nox
MODULES := alsa fftw3 openblas sndfile soxr rubberband libsystemd
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

# The C kernels are optimised in debug builds too: the tests run several times faster.
DEBUG_FLAGS := -Xcc -O2
RELEASE_FLAGS := -c release -Xcc -O2 --static-swift-stdlib
RELEASE := .build/release

.PHONY: help setup test-tools build run test sanitize bench budget lint kernels install install-files uninstall clean

help:
	@echo 'make run      install what is missing, build, listen to the default microphone'
	@echo 'make test     install what is missing, run every test'
	@echo 'make sanitize run the tests under ThreadSanitizer and AddressSanitizer'
	@echo 'make setup    install the Debian packages that are missing'
	@echo 'make build    build both programs'
	@echo 'make bench    build and run the benchmarks'
	@echo 'make budget   count the instructions of a second of audio (valgrind)'
	@echo 'make lint     warnings as errors, formatting'
	@echo 'make install  copy the programs, models and units to $(PREFIX) (DESTDIR and PREFIX are honoured)'
	@echo 'make uninstall  remove them'
	@echo 'make clean    remove what was built'

setup:
	@command -v swift >/dev/null || { echo 'swift is missing: install Swift 6.3 or later from https://www.swift.org/install/linux/' >&2; exit 1; }
	@command -v gnuplot >/dev/null && command -v pkg-config >/dev/null && pkg-config --exists $(MODULES) || { \
	  echo 'installing $(PACKAGES)'; \
	  $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $(PACKAGES); }

# What some tests look with, and skip without.
test-tools: setup
	@command -v strace >/dev/null && command -v systemd-analyze >/dev/null && command -v socat >/dev/null || \
	  $(SUDO) apt-get install -y -qq --no-install-recommends strace systemd socat

build: setup
	swift build $(RELEASE_FLAGS)

run: setup
	swift build $(RELEASE_FLAGS) --product undertone
	$(RELEASE)/undertone listen --or-sample

test: setup
	swift test $(DEBUG_FLAGS)

sanitize: setup
	Tests/system/sanitizers.sh

# `.build/release/undertone-bench --help` and `Tests/peers/compare.py` go on from here.
bench: setup
	swift build $(RELEASE_FLAGS)
	OPENBLAS_NUM_THREADS=1 $(RELEASE)/undertone-bench

budget: setup
	swift build $(RELEASE_FLAGS) --product undertone-bench
	Tests/system/instruction-budget.sh

# The kernels for a processor that this machine has not: they must compile, with the compiler beside Swift's.
# Tests/system/neon-kernels.sh runs them too, in an emulator.
kernels:
	clang --target=aarch64-linux-gnu -ffreestanding -nostdlibinc -O2 -Wall -Wextra -Werror -Wno-pass-failed \
	  -I Sources/CKernels/include -c -o /dev/null Sources/CKernels/kernels.c

lint: setup kernels
	swift format lint --strict --recursive Sources Tests Package.swift
	UNDERTONE_STRICT=1 swift build --build-tests $(DEBUG_FLAGS)

# The units name /usr/local: another PREFIX is written into them on the way.
UNIT := install -D -m 644 /dev/stdin
AT_PREFIX := sed 's|/usr/local/|$(PREFIX)/|g'

# Under sudo nothing is built: the build folder would fill with files of root's, who may have no Swift besides.
install: $(if $(SUDO_USER),,build) install-files

# Without building: what a package's rules call.
install-files:
	@test -x $(RELEASE)/undertone || { echo 'nothing is built yet; as yourself: make build' >&2; exit 1; }
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/undertone
	install $(STRIP) -m 755 $(RELEASE)/undertone $(RELEASE)/undertone-train $(DESTDIR)$(PREFIX)/bin/
	install -m 644 models/*.safetensors models/*.md $(DESTDIR)$(PREFIX)/share/undertone/
	$(AT_PREFIX) systemd/undertone.service | $(UNIT) $(DESTDIR)$(UNITS)/system/undertone.service
	$(AT_PREFIX) systemd/undertone.socket | $(UNIT) $(DESTDIR)$(UNITS)/system/undertone.socket
	$(AT_PREFIX) systemd/user/undertone.service | $(UNIT) $(DESTDIR)$(UNITS)/user/undertone.service
	install -D -m 644 systemd/undertone.sysusers $(DESTDIR)$(SYSUSERS)/undertone.conf
	test -e $(DESTDIR)/etc/undertone/undertone.toml || \
	  install -D -m 644 systemd/undertone.toml $(DESTDIR)/etc/undertone/undertone.toml

# Leaves the settings in /etc/undertone.
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/undertone $(DESTDIR)$(PREFIX)/bin/undertone-train
	rm -f $(DESTDIR)$(UNITS)/system/undertone.service $(DESTDIR)$(UNITS)/system/undertone.socket
	rm -f $(DESTDIR)$(UNITS)/user/undertone.service $(DESTDIR)$(SYSUSERS)/undertone.conf
	rm -rf $(DESTDIR)$(PREFIX)/share/undertone

clean:
	swift package clean

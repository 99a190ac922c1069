# Undertone: the commands of every day. `make run` and `make test` install what is missing.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
# Where systemd looks, for /usr and for /usr/local.
UNITS ?= $(PREFIX)/lib/systemd
SYSUSERS ?= $(PREFIX)/lib/sysusers.d

# What the build needs from Debian 12, and gnuplot for the pictures.
PACKAGES := pkg-config libasound2-dev libfftw3-dev libopenblas-dev libsndfile1-dev libsoxr-dev librubberband-dev libsystemd-dev gnuplot-nox
MODULES := alsa fftw3 openblas sndfile soxr rubberband libsystemd
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

# The C kernels are optimised in debug builds too: the tests run several times faster.
DEBUG_FLAGS := -Xcc -O2
RELEASE_FLAGS := -c release -Xcc -O2 --static-swift-stdlib
RELEASE := .build/release

.PHONY: help setup build run test sanitize bench lint install install-files uninstall clean

help:
	@echo 'make run      install what is missing, build, listen to the default microphone'
	@echo 'make test     install what is missing, run every test'
	@echo 'make sanitize run the tests under ThreadSanitizer and AddressSanitizer'
	@echo 'make setup    install the Debian packages that are missing'
	@echo 'make build    build both programs'
	@echo 'make bench    build and run the benchmarks'
	@echo 'make lint     warnings as errors, formatting'
	@echo 'make install  copy the programs, models and units to $(PREFIX) (DESTDIR and PREFIX are honoured)'
	@echo 'make uninstall  remove them'
	@echo 'make clean    remove what was built'

setup:
	@command -v swift >/dev/null || { echo 'swift is missing: install Swift 6.3 or later from https://www.swift.org/install/linux/' >&2; exit 1; }
	@command -v gnuplot >/dev/null && command -v pkg-config >/dev/null && pkg-config --exists $(MODULES) || { \
	  echo 'installing $(PACKAGES)'; \
	  $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $(PACKAGES); }

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

lint: setup
	swift format lint --strict --recursive Sources Tests Package.swift
	UNDERTONE_STRICT=1 swift build --build-tests $(DEBUG_FLAGS)

# The units name /usr/local: another PREFIX is written into them on the way.
UNIT := install -D -m 644 /dev/stdin
AT_PREFIX := sed 's|/usr/local/|$(PREFIX)/|g'

install: build install-files

# Without building: what a package's rules call.
install-files:
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/undertone
	install -m 755 $(RELEASE)/undertone $(RELEASE)/undertone-train $(DESTDIR)$(PREFIX)/bin/
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

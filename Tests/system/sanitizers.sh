#!/usr/bin/env bash
# The test suite under ThreadSanitizer and AddressSanitizer: Tests/system/sanitizers.sh [thread|address]...
#
# Left out:
#   AllocationTests                  counts malloc, which a sanitizer replaces; the other counts pass without one
#   nothingButLinesLeavesTheProcess  a sanitizer's own files and sockets would be found
#
# Optimised, so that training takes minutes and not hours, and so that the sanitizer sees what the standard library's
# generic code does in ours.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- thread address

for kind in "$@"; do
  case $kind in
  # Threads that live as long as the process are no leak; a long history, or a report lacks the other side.
  thread) export TSAN_OPTIONS="history_size=7 report_thread_leaks=0 suppressions=$PWD/Tests/system/thread-suppressions.txt" ;;
  # The memory that lives as long as the process is no leak either: LeakSanitizer would name Swift's metadata.
  address) export ASAN_OPTIONS="detect_leaks=0 detect_stack_use_after_return=1" ;;
  *) echo "thread or address, not $kind" >&2; exit 2 ;;
  esac
  echo "== $kind"
  swift build --build-tests --sanitize "$kind" --scratch-path ".build-$kind" -Xcc -O2 -Xswiftc -O
  swift test --skip-build --sanitize "$kind" --scratch-path ".build-$kind" -Xcc -O2 -Xswiftc -O \
    --skip 'Allocation|nothingButLinesLeavesTheProcess'
done

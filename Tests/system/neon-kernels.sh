#!/bin/sh
# Runs the NEON kernels in an emulator against plain loops, then those of this machine.
#
#   apt-get install qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in clang qemu-aarch64 aarch64-linux-gnu-gcc; do
    command -v $tool >/dev/null || { echo "$tool is missing: see the top of this script" >&2; exit 1; }
done
flags="-O2 -Wall -Wextra -Wno-pass-failed -I Sources/CKernels/include"
for source in Sources/CKernels/kernels.c Tests/system/neon-kernels.c; do
    # shellcheck disable=SC2086 # several flags
    clang --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include $flags \
        -c -o "$work/$(basename $source).o" $source
done
# The kernels are clang's dialect of C; any linker will do.
aarch64-linux-gnu-gcc -static -o "$work/neon" "$work"/*.o -lm
qemu-aarch64 "$work/neon"

# shellcheck disable=SC2086
clang $flags -o "$work/here" Sources/CKernels/kernels.c Tests/system/neon-kernels.c -lm
for set in baseline avx2 avx512; do
    status=0
    "$work/here" $set >"$work/log" 2>&1 || status=$?
    case $status in
    0) echo "$set: $(tail -n 1 "$work/log")" ;;
    2) echo "$set: not here" ;;
    *) cat "$work/log"; exit 1 ;;
    esac
done

#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the three checkers that are installed; one that is not is skipped by name.
#
# usage: lint.sh COMPILER-FLAGS FILE...

set -u
flags=$1
shift
status=0

# installed TOOL: says when it is not.
installed() {
	command -v "$1" >/dev/null 2>&1 && return 0
	echo "lint: $1 is not installed, skipped"
	return 1
}

if installed clang-format; then
	clang-format --dry-run -Werror "$@" || status=1
fi
if installed clang-tidy; then
	sources=
	# Tests copy texts of their own without asking for room, which is fine there.
	for file in "$@"; do
		case $file in src/*.c) sources="$sources $file" ;; esac
	done
	# Both lists are split into words on purpose.
	# shellcheck disable=SC2086
	clang-tidy --quiet $sources -- $flags || status=1
fi
if installed cppcheck; then
	cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability \
		--suppress=missingIncludeSystem -D_GNU_SOURCE -Iinclude -Isrc \
		src include || status=1
fi
exit "$status"

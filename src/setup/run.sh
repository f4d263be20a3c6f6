#!/bin/sh
# SPDX-License-Identifier: MIT
# Shows otpdeck: the console on a terminal; elsewhere three commands on a store of their own.

set -u

if [ -t 0 ] && [ -t 1 ]; then
	exec ./otpdeck
fi

place=$(mktemp -d "${TMPDIR:-/tmp}/otpdeck-run.XXXXXX") || exit 1
trap 'rm -rf "$place"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

for name in config data state cache runtime; do
	mkdir -m 700 "$place/$name" || exit 1
done
export XDG_CONFIG_HOME="$place/config" XDG_DATA_HOME="$place/data" XDG_STATE_HOME="$place/state"
export XDG_CACHE_HOME="$place/cache" XDG_RUNTIME_DIR="$place/runtime"
unset OTPDECK_PROFILE

# show EXPECTED WORD...: prints and runs the command, and insists on its exit status.
show() {
	expected=$1
	shift
	echo "\$ otpdeck $*"
	./otpdeck --store "$place/otpdeck.db" "$@" </dev/null
	status=$?
	if [ "$status" -ne "$expected" ]; then
		echo "make run: exit status $status, but $expected is right" >&2
		exit 1
	fi
	echo
}

echo "No terminal here, so three commands on a store that is removed afterwards."
echo
show 0 send --to +99930005 --wait
# This number is refused, which is exit status 7; the log shows it next.
show 7 send --to +99950012
show 0 log list --failed
exit 0

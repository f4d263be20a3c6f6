#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares otpdeck with LiquidJS on random templates. LiquidJS comes from npm into the folder that
# is given, its scripts unrun; without Node or npm there is nothing to compare with.
set -eu
LIQUIDJS=liquidjs@10.30.1
folder=$1
for tool in node npm; do
	if ! command -v $tool >/dev/null 2>&1; then
		echo "oracle: skipped, $tool is not installed"
		exit 0
	fi
done
if [ "$(node -p 'process.versions.node.split(".")[0] >= 20')" != true ]; then
	echo "oracle: skipped, Node $(node -v) is older than 20"
	exit 0
fi
mkdir -p "$folder"
if ! grep -qs '"version": "'"${LIQUIDJS#*@}"'"' "$folder/node_modules/liquidjs/package.json"; then
	echo "oracle: fetching $LIQUIDJS into $folder"
	if ! npm install --prefix "$folder" --ignore-scripts --no-save --no-audit --no-fund \
		--loglevel error "$LIQUIDJS" </dev/null; then
		rm -rf "$folder/node_modules"
		echo 'oracle: npm could not fetch LiquidJS; a registry must be reachable' >&2
		exit 1
	fi
fi
export TZ=UTC LC_ALL=C.UTF-8 NODE_PATH="$folder/node_modules"
if [ -n "${ORACLE_RECORD-}" ]; then
	node tests/oracle/record.js tests/unit/domain/liquid_cases.jsonl
fi
exec node tests/oracle/oracle.js

#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs Infobip's own Node client against a fresh sandbox. The client comes from npm into the folder
# that is given, its scripts unrun; without Node or npm there is nothing to show.
set -eu
SDK=@infobip-api/sdk@0.3.2
folder=$1
for tool in node npm; do
	if ! command -v $tool >/dev/null 2>&1; then
		echo "clients: skipped, $tool is not installed"
		exit 0
	fi
done
mkdir -p "$folder"
if [ ! -d "$folder/node_modules/@infobip-api/sdk" ]; then
	echo "clients: fetching $SDK into $folder"
	if ! npm install --prefix "$folder" --ignore-scripts --no-save --no-audit --no-fund \
		--loglevel error "$SDK" </dev/null; then
		rm -rf "$folder/node_modules"
		echo 'clients: npm could not fetch the client; a registry must be reachable' >&2
		exit 1
	fi
fi
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
NODE_PATH=$folder/node_modules exec node tests/clients/infobip_sdk.js

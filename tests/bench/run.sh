#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures: floors are built here, peers are used when they are installed and skipped by name.
set -eu
programs=$1
exec "$programs/bench" "$programs"

#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs each fuzzer of the folder that is given for FUZZ_SECONDS (60). The kept corpora are read and
# never written; what is new goes beside the fuzzers, and so does what ends one.
set -eu
programs=$1
failed=0
for fuzzer in "$programs"/fuzz_*; do
	[ -x "$fuzzer" ] || continue
	case $fuzzer in *.*) continue ;; esac
	name=${fuzzer##*/fuzz_}
	mkdir -p "$programs/corpus/$name" "$programs/found"
	set -- "-max_total_time=${FUZZ_SECONDS:-60}" -timeout=10 -rss_limit_mb=1024 -max_len=4096 \
		-print_final_stats=1 "-artifact_prefix=$programs/found/$name-"
	[ ! -f "tests/fuzz/$name.dict" ] || set -- "$@" "-dict=tests/fuzz/$name.dict"
	set -- "$@" "$programs/corpus/$name"
	[ ! -d "tests/fuzz/corpus/$name" ] || set -- "$@" "tests/fuzz/corpus/$name"
	if "$fuzzer" "$@" >"$programs/$name.log" 2>&1 </dev/null; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$programs/$name.log")
		echo "fuzz: $name, $runs inputs, nothing found"
	else
		tail -n 40 "$programs/$name.log"
		echo "fuzz: $name found something; the input is in $programs/found"
		failed=1
	fi
done
exit $failed

#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes sure that what building (or testing) needs is installed.
#
# usage: packages.sh [--only-check] build|test
#
# Exit 0: everything is there. Exit 2: something is missing and was not installed; the one
# command to run, or the names of what is missing, stand on stderr. Installing happens as root
# or with `sudo -n` only, and says so first.

set -u

only_check=no
if [ "${1-}" = --only-check ]; then
	only_check=yes
	shift
fi
set_name=${1-}
compiler=${CC:-cc}
pkg_config=${PKG_CONFIG:-pkg-config}

case $compiler in
*clang*) compiler_package=clang ;;
*) compiler_package=gcc ;;
esac

# One line each: the Debian package, how it is recognised, and by what.
needed() {
	cat <<-END
		$compiler_package command ${compiler%% *}
		libc6-dev header stdio.h
		make command make
		pkg-config command ${pkg_config%% *}
		libncurses-dev module ncursesw
		libcurl4-openssl-dev module libcurl
		libcjson-dev module libcjson
		libsqlite3-dev module sqlite3
		libsodium-dev module libsodium
		libutf8proc-dev module libutf8proc
		libmicrohttpd-dev module libmicrohttpd
	END
	[ "$set_name" = test ] || return 0
	cat <<-END
		libcmocka-dev module cmocka
		libvterm-dev module vterm
		libgnutls28-dev module gnutls
		faketime command faketime
		openssl command openssl
		util-linux command setpriv
		ncurses-base terminfo xterm-256color
		tzdata zone Asia/Tokyo
	END
}

has_command() {
	command -v "$1" >/dev/null 2>&1
}

has_package() {
	has_command dpkg-query || return 1
	dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q '^install ok installed$'
}

# Without pkg-config the package database answers for the libraries.
has_module() {
	if has_command "${pkg_config%% *}"; then
		$pkg_config --exists "$2"
	else
		has_package "$1"
	fi
}

has_terminfo() {
	for place in /etc/terminfo /lib/terminfo /usr/share/terminfo; do
		[ -e "$place/x/$1" ] && return 0
	done
	return 1
}

# A compiler that comes with its own C library headers counts as well.
has_header() {
	[ -e "/usr/include/$1" ] && return 0
	has_command "${compiler%% *}" && echo "#include <$1>" | $compiler -E - >/dev/null 2>&1
}

missing() {
	needed | while read -r package kind probe; do
		case $kind in
		command) has_command "$probe" ;;
		module) has_module "$package" "$probe" ;;
		header) has_header "$probe" ;;
		terminfo) has_terminfo "$probe" ;;
		zone) [ -e "/usr/share/zoneinfo/$probe" ] ;;
		esac || echo "$package"
	done
}

install_with() {
	noun=packages
	[ $# != 1 ] || noun=package
	echo "otpdeck: installing $# Debian $noun: $*" >&2
	export DEBIAN_FRONTEND=noninteractive
	$prefix apt-get update -q >&2 &&
		$prefix apt-get install -q -y --no-install-recommends "$@" >&2
}

case $set_name in
build | test) ;;
*)
	echo "usage: packages.sh [--only-check] build|test" >&2
	exit 2
	;;
esac

list=$(missing | tr '\n' ' ')
list=${list% }
[ -n "$list" ] || exit 0

if ! has_command apt-get; then
	echo "otpdeck: missing here, by their Debian names: $list" >&2
	echo "otpdeck: this is no Debian; install what they hold and try again" >&2
	exit 2
fi

prefix=none
if [ "$only_check" = no ]; then
	if [ "$(id -u)" = 0 ]; then
		prefix=
	elif has_command sudo && sudo -n true 2>/dev/null; then
		prefix='sudo -n env DEBIAN_FRONTEND=noninteractive'
	fi
fi
command_line="apt-get update && apt-get install -y $list"
[ "$(id -u)" = 0 ] || command_line="sudo sh -c '$command_line'"

if [ "$prefix" = none ]; then
	echo "otpdeck: some Debian packages are missing; this command installs them:" >&2
	echo "$command_line" >&2
	exit 2
fi

# The list is split into words on purpose: package names hold no blanks.
# shellcheck disable=SC2086
if install_with $list && [ -z "$(missing)" ]; then
	exit 0
fi
echo "otpdeck: the installation failed; after mending it, run:" >&2
echo "$command_line" >&2
exit 2

# SPDX-License-Identifier: MIT
#
# otpdeck: no configure step. `make` builds, `make run` shows, `make test` proves, and
# `make manual` writes the tables in docs/ and README.md after one of the program's has changed.
#
# CC CFLAGS CPPFLAGS LDFLAGS LDLIBS PKG_CONFIG PREFIX BINDIR MANDIR DESTDIR are yours: flags
# given there come after the project's own and therefore win, and none of them replaces one.
# SANITIZE=1 builds below build/san with ASan and UBSan, WERROR=1 (or CI) turns warnings into
# errors, V=1 shows the command lines.

PKG_CONFIG ?= pkg-config
INSTALL ?= install
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

VARIANT ?= $(if $(SANITIZE),san,release)
B := build/$(VARIANT)

# What is built: one source list per layer.

BASE    := $(wildcard src/base/*.c)
DOMAIN  := $(wildcard src/domain/*.c)
STORE   := $(wildcard src/store/*.c)
NET     := $(wildcard src/net/*.c)
APP     := $(wildcard src/app/*.c)
UI      := $(wildcard src/ui/*.c src/ui/screens/*.c)
CLI     := $(wildcard src/cli/*.c src/cli/commands/*.c)
SANDBOX := $(wildcard src/sandbox/*.c)
SUPPORT := $(wildcard tests/support/*.c)
DATA    := $(shell test ! -d data || find data -type f ! -name '.*' | LC_ALL=C sort)

RINGS    := tests/unit/*/test_*.c tests/screens/test_*.c tests/journeys/test_*.c \
            tests/faults/test_*.c tests/hardening/test_*.c tests/house/test_*.c
TESTS    := $(sort $(wildcard $(RINGS)))
DOORS    := $(wildcard tests/doors/*.c)
PICTURES := $(wildcard tests/pictures/*.c)
HOUSE    := $(filter-out tests/house/test_%,$(wildcard tests/house/*.c))
MANUAL   := $(wildcard src/manual/*.c)

object = $(patsubst %.c,$(B)/%.o,$(1))
binary = $(patsubst %.c,$(B)/%,$(1))

EMBEDDED     := $(B)/gen/embedded.o
LOW_OBJS     := $(call object,$(BASE) $(DOMAIN)) $(EMBEDDED)
LIB_OBJS     := $(LOW_OBJS) $(call object,$(STORE) $(NET) $(APP) $(UI) $(CLI))
SANDBOX_OBJS := $(call object,$(SANDBOX))
SUPPORT_OBJS := $(call object,$(SUPPORT))

LIB         := $(B)/libotpdeck.a
LOW_LIB     := $(B)/liblow.a
SUPPORT_LIB := $(B)/tests/libsupport.a

# The release programs stand at the top of the tree, those of other variants beside their objects.
TOP          := $(if $(filter release,$(VARIANT)),,$(B)/)
DECK_BIN     := $(TOP)otpdeck
SANDBOX_BIN  := $(TOP)otpdeck-sandbox
PROGRAMS     := $(if $(wildcard src/otpdeck.c),$(DECK_BIN)) $(if $(SANDBOX),$(SANDBOX_BIN))
MANUALS      := $(wildcard docs/*.[1-8])

# How it is built.

DECK_MODULES    := ncursesw libcurl libcjson sqlite3 libsodium libutf8proc
SANDBOX_MODULES := libmicrohttpd libcjson libsodium libutf8proc
TEST_MODULES    := cmocka vterm gnutls

pkg = $(shell $(PKG_CONFIG) $(1) 2>/dev/null)
# Whether the compiler takes a flag; gcc, clang and processors differ in the hardening ones.
takes = $(shell $(CC) -Werror $(1) -x c -c /dev/null -o /dev/null 2>/dev/null && echo "$(1)")

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wvla -Wpointer-arith
FATAL    := $(if $(WERROR)$(CI),-Werror)

# The C library warns about _FORTIFY_SOURCE without optimisation and the compiler about
# defining it twice, so a caller's own choice of either switches ours off.
FORTIFY := $(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS))$(filter -O0,$(CFLAGS)),,\
             -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)

ifeq ($(SANITIZE),)
MODE := -O2 -g -fPIE -fstack-protector-strong \
        $(call takes,-fstack-clash-protection) $(call takes,-fcf-protection) \
        $(call takes,-ftrivial-auto-var-init=zero) $(FORTIFY)
MODE_LD := -pie -Wl,-z,relro,-z,now
else
MODE := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer
# As shared libraries gcc's two runtimes hide each other's report file; as archives they share it.
MODE_LD := -fsanitize=address,undefined \
           $(call takes,-static-libasan) $(call takes,-static-libubsan)
endif

# Under FUZZING every object tells libFuzzer which branches it took.
ifneq ($(FUZZING),)
MODE += -fsanitize=fuzzer-no-link
endif

OUR_CPPFLAGS := -D_GNU_SOURCE -Iinclude -Isrc $(call pkg,--cflags $(DECK_MODULES))
OUR_CFLAGS   := -std=c11 $(WARNINGS) $(strip $(MODE)) -ffile-prefix-map=$(CURDIR)=.
OUR_LDFLAGS  := $(strip $(MODE_LD)) -Wl,--as-needed
# libcurl is loaded when the first request needs it (net/http_curl_impl.h), so nothing links it.
DECK_LIBS    := $(call pkg,--libs $(filter-out libcurl,$(DECK_MODULES))) -lm -ldl -lpthread
SANDBOX_CPP  := $(call pkg,--cflags $(SANDBOX_MODULES))
SANDBOX_LIBS := $(call pkg,--libs $(SANDBOX_MODULES)) -lm -lpthread
TEST_CPP     := -Itests/support $(SANDBOX_CPP) $(call pkg,--cflags $(TEST_MODULES))
TEST_LIBS    := $(call pkg,--libs $(TEST_MODULES) libmicrohttpd) -lutil

COMPILE = $(CC) $(OUR_CPPFLAGS) $(EXTRA_CPP) $(CPPFLAGS) $(OUR_CFLAGS) $(FATAL) $(CFLAGS) \
          -MMD -MP -c -o $@ $<
LINK    = $(CC) $(OUR_CFLAGS) $(CFLAGS) $(OUR_LDFLAGS) $(LDFLAGS) -o $@

Q    := $(if $(V),,@)
say   = $(if $(V),,@printf '  %-8s %s\n' $(1) $@)

# A file that holds a list, written again only when the list differs. What depends on it is
# rebuilt after a change of flags, and an archive after a source file has gone.
differs = $(subst =$(strip $(1))=,,=$(strip $(2))=)$(subst =$(strip $(2))=,,=$(strip $(1))=)
define remember
$(if $(call differs,$(file <$(1)),$(2)),$(1): FORCE)
$(1):
	@mkdir -p $$(@D)
	@printf '%s\n' '$(subst ','\'',$(strip $(2)))' >$$@
endef

FLAGS := $(strip $(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS) $(OUR_LDFLAGS) \
                 $(LDFLAGS) $(LDLIBS))
$(eval $(call remember,$(B)/flags,$(FLAGS)))
$(eval $(call remember,$(B)/lib.list,$(LIB_OBJS)))
$(eval $(call remember,$(B)/support.list,$(SUPPORT_OBJS) none))
$(eval $(call remember,build/gen/data.list,$(DATA) none))

.PHONY: all lib run test check bench soak oracle fuzz clients doors lint pictures manual install \
        uninstall clean tests-all tests-check FORCE
FORCE:

all: $(LIB) $(PROGRAMS)

lib: $(LIB) $(SANDBOX_OBJS)

# Rules.

MISSING := $(if $(call pkg,--exists $(DECK_MODULES) $(SANDBOX_MODULES) && echo yes),,missing)

# Every object waits for this, so that a missing library is named before the first error.
.PHONY: $(if $(MISSING),libraries)
libraries:
	@CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' src/setup/packages.sh --only-check build
	@exit 1

$(B)/src/%.o: src/%.c $(B)/flags | $(if $(MISSING),libraries)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE)

$(B)/src/sandbox/%.o: EXTRA_CPP = $(SANDBOX_CPP)

$(B)/tests/%.o: EXTRA_CPP = $(TEST_CPP)
$(B)/tests/%.o: tests/%.c $(B)/flags | $(if $(MISSING),libraries)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE)

build/gen/embed: src/embed/embed.c
	@mkdir -p $(@D)
	$(call say,HOSTCC)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) $(FATAL) -O1 -o $@.$$$$ $< && mv $@.$$$$ $@

build/gen/embedded.c: build/gen/embed build/gen/data.list $(DATA)
	$(call say,EMBED)
	$(Q)build/gen/embed data $@.$$$$ $(patsubst data/%,%,$(DATA)) && mv $@.$$$$ $@

$(EMBEDDED): build/gen/embedded.c $(B)/flags | $(if $(MISSING),libraries)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE)

define archive
	@mkdir -p $(@D)
	$(call say,AR)
	$(Q)rm -f $@.$$$$ && $(AR) rcsD $@.$$$$ $(filter %.o,$^) && mv $@.$$$$ $@
endef

$(LIB): $(LIB_OBJS) $(B)/lib.list
	$(archive)

$(LOW_LIB): $(LOW_OBJS) $(B)/lib.list
	$(archive)

$(SUPPORT_LIB): $(SUPPORT_OBJS) $(B)/support.list
	$(archive)

$(DECK_BIN): $(call object,src/otpdeck.c) $(LIB)
	$(call say,LD)
	$(Q)$(LINK) $(filter %.o %.a,$^) $(DECK_LIBS) $(LDLIBS)

$(SANDBOX_BIN): $(SANDBOX_OBJS) $(LOW_LIB)
	$(call say,LD)
	$(Q)$(LINK) $(filter %.o %.a,$^) $(SANDBOX_LIBS) $(LDLIBS)

TEST_BINS := $(call binary,$(TESTS))
HOUSE_BIN := $(B)/tests/house/test_house
$(filter-out $(HOUSE_BIN),$(TEST_BINS)): $(B)/tests/%: $(B)/tests/%.o $(SUPPORT_LIB) $(LIB)
	$(call say,LD)
	$(Q)$(LINK) $(filter %.o,$^) $(filter %.a,$^) $(TEST_LIBS) $(DECK_LIBS) $(LDLIBS)

# The sandbox is no part of the library; its tests link its modules.
$(filter $(B)/tests/unit/sandbox/%,$(TEST_BINS)): \
  $(filter-out $(B)/src/sandbox/main.o,$(SANDBOX_OBJS))

# The rules of the house are several files, and read a tree even when it does not compile.
$(HOUSE_BIN): $(HOUSE_BIN).o $(call object,$(HOUSE))
	$(call say,LD)
	$(Q)$(LINK) $^ $(TEST_LIBS) $(LDLIBS)

# Links the writers of the manual's blocks, and reads the sources as the rules do.
$(B)/tests/house/test_manual: $(B)/tests/house/tree.o \
  $(filter-out %/main.o,$(call object,$(MANUAL)))

.SECONDARY: $(TEST_BINS:=.o)

# The bench and its floors; a floor links every library that otpdeck uses, and none of
# its code.
BENCH := $(wildcard tests/bench/bench*.c)
.PHONY: bench-programs
FLOORS := floor_bare floor_screen floor_send
bench-programs: $(addprefix $(B)/tests/bench/,bench $(FLOORS) count_sync.so)

$(B)/tests/bench/bench: $(call object,$(BENCH)) $(LIB)
	$(call say,LD)
	$(Q)$(LINK) $(filter %.o,$^) $(filter %.a,$^) -lutil $(DECK_LIBS) $(LDLIBS)

$(B)/tests/bench/floor_bare: $(B)/tests/bench/floor_bare.o
	$(call say,LD)
	$(Q)$(LINK) $^ $(call pkg,--libs ncursesw) $(LDLIBS)

$(B)/tests/bench/floor_%: $(B)/tests/bench/floor_%.o
	$(call say,LD)
	$(Q)$(LINK) $^ -Wl,--no-as-needed $(call pkg,--libs $(DECK_MODULES)) $(LDLIBS)

$(B)/tests/bench/count_sync.so: tests/bench/count_sync.c
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) -D_GNU_SOURCE -O1 -fPIC -shared -o $@ $< -ldl

# Tests.

quick   = $(filter $(1)/tests/unit/% $(1)/tests/screens/%,$(patsubst %.c,$(1)/%,$(TESTS)))
outside = $(filter-out $(call quick,$(1)),$(patsubst %.c,$(1)/%,$(TESTS)))

tests-all: all $(TEST_BINS)
tests-check: all $(call quick,$(B))

# A goal that calls make again builds on all processors unless the caller has chosen a number.
PARALLEL = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))
AGAIN    = $(MAKE) --no-print-directory $(PARALLEL)
RUNNER   = OTPDECK_ROOT='$(CURDIR)' OTPDECK_BIN='$(CURDIR)/$(1)otpdeck' \
           OTPDECK_SANDBOX_BIN='$(CURDIR)/$(1)otpdeck-sandbox' CC='$(CC)'

run:
	@CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' src/setup/packages.sh build
	@$(AGAIN) SANITIZE= VARIANT=release all
	@src/setup/run.sh

# Units and screens run sanitized; journeys, faults, hardening and the house on the release build.
test:
	@CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' src/setup/packages.sh test
	@$(AGAIN) SANITIZE= VARIANT=release all $(call outside,build/release)
	@$(AGAIN) SANITIZE=1 VARIANT=san all $(call quick,build/san)
	@$(RUNNER) tests/run $(call quick,build/san) $(call outside,build/release)

check: tests-check
	@$(call RUNNER,$(TOP)) tests/run $(call quick,$(B))

bench:
	@$(AGAIN) SANITIZE= VARIANT=release all bench-programs
	@tests/bench/run.sh build/release/tests/bench

# Infobip's own client for Node against the sandbox; fetched once, into build/clients.
clients:
	@$(AGAIN) SANITIZE= VARIANT=release all
	@$(call RUNNER,) tests/clients/run.sh '$(CURDIR)/build/clients'

# LiquidJS beside our own template engine on random templates; fetched once, into build/oracle.
# ORACLE_COUNT and ORACLE_SEED are yours; ORACLE_RECORD=1 first writes its answers to our cases.
oracle:
	@$(AGAIN) SANITIZE= VARIANT=release all
	@$(call RUNNER,) tests/oracle/run.sh '$(CURDIR)/build/oracle'

# libFuzzer is clang's. A fuzzer is one file, tests/fuzz/fuzz_NAME.c, with what it keeps in
# tests/fuzz/corpus/NAME and its words in tests/fuzz/NAME.dict. FUZZ_SECONDS and FUZZ_CC are yours.
FUZZ_CC ?= clang
FUZZERS := $(call binary,$(wildcard tests/fuzz/fuzz_*.c))
.PHONY: fuzz-programs
fuzz-programs: $(FUZZERS)
$(FUZZERS): %: %.o $(LIB)
	$(call say,LD)
	$(Q)$(LINK) -fsanitize=fuzzer $(filter %.o %.a,$^) $(DECK_LIBS) $(LDLIBS)

fuzz:
	@if command -v '$(FUZZ_CC)' >/dev/null 2>&1; then \
	  $(AGAIN) CC='$(FUZZ_CC)' SANITIZE=1 FUZZING=1 VARIANT=fuzz fuzz-programs && \
	  tests/fuzz/run.sh build/fuzz/tests/fuzz; \
	else echo 'fuzz: skipped, $(FUZZ_CC) is not installed'; fi

# The long ones: a million random keys at a console that could send, a key held for ten seconds, a
# paste of a mebibyte without its marks. MONKEY_KEYS and MONKEY_SEED are yours.
SOAK := build/release/tests/journeys/test_monkey
soak:
	@CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' src/setup/packages.sh test
	@$(AGAIN) SANITIZE= VARIANT=release all $(SOAK)
	@MONKEY_KEYS=$${MONKEY_KEYS:-1000000} HELD_MS=10000 PASTE_BYTES=1048576 \
	 TEST_TIMEOUT=14400 TELL=1 $(call RUNNER,) tests/run $(SOAK)

doors: build/doors
build/doors: $(call object,$(DOORS)) $(LIB)
	$(if $(DOORS),,@echo 'doors: tests/doors holds no source' >&2; exit 1)
	$(call say,LD)
	$(Q)$(LINK) $(filter %.o %.a,$^) $(TEST_LIBS) $(DECK_LIBS) $(LDLIBS)

pictures: $(B)/tests/pictures/pictures all
	@$(call RUNNER,$(TOP)) $<
$(B)/tests/pictures/pictures: $(call object,$(PICTURES)) $(SUPPORT_LIB) $(LIB)
	$(if $(PICTURES),,@echo 'pictures: tests/pictures holds no source' >&2; exit 1)
	$(call say,LD)
	$(Q)$(LINK) $(filter %.o %.a,$^) $(TEST_LIBS) $(DECK_LIBS) $(LDLIBS)

# The parts of docs/*.1 and README.md that repeat a table, written anew from it.

manual: $(B)/manual
	@$<
$(B)/manual: $(call object,$(MANUAL)) $(LIB)
	$(call say,LD)
	$(Q)$(LINK) $(filter %.o %.a,$^) $(DECK_LIBS) $(LDLIBS)

# Lint: each tool is skipped by name when it is not installed.

LINT_FILES = $(shell find src include tests -name '*.[ch]' | LC_ALL=C sort)

lint:
	@src/setup/lint.sh '$(OUR_CPPFLAGS) $(TEST_CPP) -std=c11' $(LINT_FILES)

# Install.

install: all
	$(INSTALL) -d '$(DESTDIR)$(BINDIR)'
	$(INSTALL) -m 755 $(PROGRAMS) '$(DESTDIR)$(BINDIR)'
	$(foreach page,$(MANUALS),$(INSTALL) -D -m 644 $(page) \
	  '$(DESTDIR)$(MANDIR)/man$(patsubst .%,%,$(suffix $(page)))/$(notdir $(page))' &&) :

uninstall:
	rm -f '$(DESTDIR)$(BINDIR)/otpdeck' '$(DESTDIR)$(BINDIR)/otpdeck-sandbox'
	$(foreach page,$(MANUALS),rm -f \
	  '$(DESTDIR)$(MANDIR)/man$(patsubst .%,%,$(suffix $(page)))/$(notdir $(page))' &&) :

clean:
	rm -rf build otpdeck otpdeck-sandbox

-include $(wildcard $(patsubst %.o,%.d,$(LIB_OBJS) $(SANDBOX_OBJS) $(SUPPORT_OBJS) \
           $(TEST_BINS:=.o) \
           $(call object,src/otpdeck.c $(DOORS) $(PICTURES) $(HOUSE) $(MANUAL))))

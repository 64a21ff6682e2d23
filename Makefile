# ortop - htop for OpenRouter's weekly token rankings
#
#   make            build/ortop             make run      install what is missing, build, start
#   make test       all tests               make lint     layers, budgets, format
#   make soak       kills, damage, crowds, days
#   make analyze    static analysis         make valgrind   the tests under memcheck
#   make fuzz       RUNS=10000000 JOBS=1 TARGET=NAME      libFuzzer on whatever is read
#   make bench      what it costs, beside a floor
#   make reproducible   built twice: the same bytes?
#   make deb        a Debian package        make deb-test   in a fresh root, as root
#   make musl       built and tested with musl
#   make pictures   of the themes           make demo       the film of the README
#   make install    PREFIX=/usr/local DESTDIR=            make uninstall

VERSION := 0.1.0

PREFIX  ?= /usr/local
DESTDIR ?=
BINDIR  := $(PREFIX)/bin
DATADIR := $(PREFIX)/share/ortop
DOCDIR  := $(PREFIX)/share/doc/ortop
MANDIR  := $(PREFIX)/share/man
BASHDIR := $(PREFIX)/share/bash-completion/completions
ZSHDIR  := $(PREFIX)/share/zsh/site-functions
FISHDIR := $(PREFIX)/share/fish/vendor_completions.d

# How to build: VARIANT=release (default), asan (with UBSan), tsan or fuzz (for libFuzzer, by clang,
# with json-c built likewise); each has its own folder.
VARIANT ?= release
OUT     := build/$(VARIANT)

CC      ?= cc
OPT_release := -O2 -g
OPT_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT_tsan    := -O1 -g -fsanitize=thread
OPT_fuzz    := -O2 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
OPT     := $(OPT_$(VARIANT))

# clang counts {VALUE_ABSENT} as an oversight, and a long literal in a list as a lost comma.
WARN_clang := $(if $(findstring clang,$(shell $(CC) --version 2>/dev/null)), \
	-Wno-missing-field-initializers -Wno-string-concatenation)
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual \
	-Wwrite-strings -Wundef -Wformat=2 $(if $(CI),-Werror) $(WARN_clang)
# tests/e2e/test_hardening.py looks for these in the binary: its headers, and the code of its functions.
# What a processor or compiler does not have is left out.
try = $(shell $(CC) -Werror $(1) -S -o /dev/null -x c /dev/null 2>/dev/null && echo $(1))
HARDEN_release = -fstack-protector-strong -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 $(HARDEN_more)
HARDEN_more := $(call try,-fstack-clash-protection) $(call try,-fcf-protection)
HARDEN := $(HARDEN_$(VARIANT))

CFLAGS   ?=
CPPFLAGS ?=
LDFLAGS  ?=
JSONC_CPPFLAGS_fuzz := -Ibuild/fuzz/json-c/include
ALL_CPPFLAGS = -D_GNU_SOURCE -DNCURSES_WIDECHAR=1 -DORTOP_VERSION='"$(VERSION)"' -Iinclude \
	$(JSONC_CPPFLAGS_$(VARIANT)) $(CPPFLAGS)
# No path of this folder in the binary: built elsewhere it has the same bytes.
ALL_CFLAGS   = -std=c11 $(OPT) $(WARN) $(HARDEN) -ffile-prefix-map="$(CURDIR)"=. $(CFLAGS)
ALL_LDFLAGS  = $(OPT) $(if $(HARDEN),-pie -Wl$(comma)-z$(comma)relro -Wl$(comma)-z$(comma)now \
	-Wl$(comma)-z$(comma)noexecstack) $(LDFLAGS)
comma := ,

NCURSES := $(shell pkg-config --libs ncursesw 2>/dev/null || echo -lncursesw -ltinfo)
JSONC_LIBS_fuzz := build/fuzz/json-c/lib/libjson-c.a
LIBS := $(NCURSES) $(or $(JSONC_LIBS_$(VARIANT)),-ljson-c) -lsqlite3 -lpthread -ldl -lm

SOURCES := $(sort $(wildcard src/*.c src/*/*.c))
HEADERS := $(sort $(wildcard include/*.h include/*/*.h))
ASSETS  := share/vendors.map share/sample.tsv $(sort $(wildcard themes/*.theme))
OBJECTS := $(SOURCES:%.c=$(OUT)/%.o) $(OUT)/assets.o
LIBRARY := $(OUT)/libortop.a

UNIT_SOURCES   := $(sort $(wildcard tests/unit/test_*.c))
SCREEN_SOURCES := $(sort $(wildcard tests/screen/test_*.c))
UNIT_TESTS     := $(UNIT_SOURCES:tests/%.c=$(OUT)/tests/%)
SCREEN_TESTS   := $(SCREEN_SOURCES:tests/%.c=$(OUT)/tests/%)

# V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@echo "  $(1)")

.PHONY: all
all: $(if $(filter release,$(VARIANT)),build/ortop generated,$(OUT)/ortop)

build/ortop: $(OUT)/ortop
	$(Q)cp $< $@.new && mv -f $@.new $@

$(OUT)/ortop: $(OUT)/src/main.o $(LIBRARY)
	$(call say,LINK $@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

$(LIBRARY): $(filter-out $(OUT)/src/main.o,$(OBJECTS))
	$(call say,AR $@)
	$(Q)rm -f $@
	$(Q)ar rcsD $@ $^

$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC $<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

build/assets.c: share/embed.sh $(ASSETS)
	@mkdir -p build
	$(call say,EMBED share themes)
	$(Q)sh share/embed.sh $(ASSETS) >$@.tmp
	$(Q)mv $@.tmp $@

$(OUT)/assets.o: build/assets.c include/source/asset.h
	@mkdir -p $(@D)
	$(call say,CC $<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

# Manual pages and completions, from the lists that the program itself goes by.

GENERATED := build/man/ortop.1 build/man/ortop.5 build/completions/ortop.bash \
	build/completions/_ortop build/completions/ortop.fish
.PHONY: generated
generated: $(GENERATED)

GENERATOR := $(patsubst %.c,build/release/%.o,$(sort $(wildcard share/generate/*.c)))

build/generate: $(GENERATOR) build/release/libortop.a
	$(call say,LINK $@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(GENERATOR) build/release/libortop.a $(LIBS)

build/man/%: share/man/%.in build/generate
	@mkdir -p $(@D)
	$(call say,WRITE $@)
	$(Q)build/generate $< >$@.tmp && mv $@.tmp $@

build/completions/%: share/completions/%.in build/generate
	@mkdir -p $(@D)
	$(call say,WRITE $@)
	$(Q)build/generate $< >$@.tmp && mv $@.tmp $@

# Tests

TEST_LIBRARY := $(patsubst tests/%.c,$(OUT)/tests/%.o,$(wildcard tests/support/*.c))

$(OUT)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,CC $<)
	$(Q)$(CC) $(ALL_CPPFLAGS) -Itests $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(OUT)/tests/%: $(OUT)/tests/%.o $(TEST_LIBRARY) $(LIBRARY)
	$(call say,LINK $@)
	$(Q)$(CC) $(ALL_LDFLAGS) $(TEST_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARY) -lcmocka $(LIBS)

# The program for days under a simulated clock, with observers between its parts.
SIMULATION := $(patsubst %.c,$(OUT)/%.o,$(wildcard tests/soak/simulation/*.c))

$(OUT)/tests/soak/days: $(SIMULATION)
$(OUT)/tests/soak/days: TEST_LDFLAGS = -lutil \
	$(foreach name,cache_publish screen_key screen_draw,-Wl$(comma)--wrap=$(name))
$(OUT)/tests/soak/%.o: ALL_CPPFLAGS += -Itests/soak

# Fuzz targets: with libFuzzer's main in the fuzz variant, else with one that runs over files.
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_TARGETS := $(FUZZ_SOURCES:tests/%.c=$(OUT)/tests/%)
# Drawing compares far more than it reads: libFuzzer's look at every operand would take most of the
# time there, and find nothing in it but sizes and colours.
ifeq ($(VARIANT),fuzz)
DRAWING := $(filter-out src/ui/theme.c src/ui/input.c src/model/vendor.c, \
	$(wildcard src/base/*.c src/model/*.c src/view/*.c src/ui/*.c)) tests/fuzz/fuzz_keys.c
$(DRAWING:%.c=$(OUT)/%.o): OPT += -fno-sanitize-coverage=trace-cmp
endif
FUZZ_MAIN    := $(if $(filter fuzz,$(VARIANT)),,$(OUT)/tests/fuzz/driver.o)

$(OUT)/tests/fuzz/fuzz_%: $(OUT)/tests/fuzz/fuzz_%.o $(OUT)/tests/fuzz/check.o $(FUZZ_MAIN) \
		$(TEST_LIBRARY) $(LIBRARY)
	$(call say,LINK $@)
	$(Q)$(CC) $(ALL_LDFLAGS) $(if $(FUZZ_MAIN),,-fsanitize=fuzzer) -o $@ $(filter %.o,$^) \
		$(LIBRARY) -lcmocka $(LIBS)

.SECONDARY:


# Unit and screen tests run twice, the second time under ASan and UBSan; those of threaded modules a
# third time under TSan, and so the whole program for simulated days; then the stand-in's own tests and
# the end-to-end tests in tmux, some of them (ASAN_E2E) a second time under ASan and UBSan.
TSAN_TESTS := cache fetch history lease log worker worker_held worker_lookup
ASAN_E2E := test_codes test_held test_live.Two test_providers

.PHONY: test tests-build tests-build-tsan
test:
	@$(MAKE) --no-print-directory deps WANTED="$(DEPS_BUILD) $(DEPS_TEST)"
	@MAKE="$(MAKE)" TSAN_TESTS="$(TSAN_TESTS)" ASAN_E2E="$(ASAN_E2E)" sh tests/run.sh

.PHONY: fuzz fuzz-build
fuzz-build: $(FUZZ_TARGETS)

tests-build: all $(UNIT_TESTS) $(SCREEN_TESTS) $(OUT)/tests/soak/days
tests-build-tsan: $(TSAN_TESTS:%=$(OUT)/tests/unit/test_%) $(OUT)/tests/soak/days

# What takes minutes: kills, damage, crowds, days.  PARTS="crash" runs one of them.
.PHONY: soak
soak: all
	@MAKE="$(MAKE)" sh tests/soak/run.sh $(PARTS)

# libFuzzer on every target (or TARGET=NAME), RUNS each, JOBS at a time; see tests/fuzz/run.sh.
fuzz:
	@$(MAKE) --no-print-directory deps WANTED="$(DEPS_BUILD) $(DEPS_TEST) $(DEPS_FUZZ)"
	@MAKE="$(MAKE)" RUNS="$(RUNS)" JOBS="$(JOBS)" TARGET="$(TARGET)" sh tests/fuzz/run.sh

# What ortop costs, beside a floor and its peers: minutes, and a quiet machine.  BENCH names parts.
BENCH_TOOLS := floor floor-libs floor-libs-linked regrid line peak ingest make_store
BENCH_LIBS_floor      := $(NCURSES)
BENCH_LIBS_floor-libs := $(NCURSES) -ljson-c -lsqlite3 -lpthread -ldl
BENCH_LIBS_floor-libs-linked := $(BENCH_LIBS_floor-libs) -Wl,--no-as-needed -lcurl
BENCH_LIBS_regrid     := $(NCURSES)
BENCH_LIBS_line       := -lsqlite3

.PHONY: bench
bench: all $(BENCH_TOOLS:%=$(OUT)/tests/bench/%) $(OUT)/tests/soak/days
	@python3 tests/bench/run.py $(BENCH)

# The floors are built as anybody would, without hardening.
FLOORS := floor floor-libs floor-libs-linked regrid line peak
$(FLOORS:%=$(OUT)/tests/bench/%): $(OUT)/tests/bench/%: tests/bench/floor.c tests/bench/regrid.c \
		tests/bench/line.c tests/bench/peak.c
	@mkdir -p $(@D)
	$(call say,CC $@)
	$(Q)$(CC) -std=c11 -O2 -D_GNU_SOURCE -DNCURSES_WIDECHAR=1 $(if $(findstring libs,$*),-DWITH_LIBS) \
		-o $@ tests/bench/$(firstword $(subst -, ,$*)).c $(BENCH_LIBS_$*)

$(OUT)/tests/bench/%: $(OUT)/tests/bench/%.o $(LIBRARY)
	$(call say,LINK $@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

# Layers, budgets and format; cppcheck and clang-tidy where they are installed.
.PHONY: lint
lint:
	@sh tests/lint.sh

# Static analysis and valgrind over the whole unit and screen suite: some minutes each, so not in
# `make test`.
.PHONY: analyze valgrind
analyze:
	@$(MAKE) --no-print-directory deps WANTED="$(DEPS_BUILD) clang-tidy cppcheck"
	@FLAGS='$(subst ',,$(ALL_CPPFLAGS)) -Itests -Itests/soak' sh tests/analyze.sh $(SOURCES) \
		$(sort $(wildcard share/generate/*.c tests/*/*.c tests/*/*/*.c))

valgrind:
	@$(MAKE) --no-print-directory deps WANTED="$(DEPS_BUILD) $(DEPS_TEST) valgrind"
	@$(MAKE) --no-print-directory tests-build
	@sh tests/valgrind.sh $(UNIT_TESTS) $(SCREEN_TESTS)

# What the documentation shows, drawn by the program itself.
.PHONY: pictures demo
pictures: all
	@python3 tests/pictures/make.py themes/pictures

demo: all
	@python3 tests/pictures/make.py share/demo.svg

# Packages: `make deps` installs what is missing through apt, dnf, pacman, apk or brew; the names are
# Debian's, share/packages.tsv has the others'.  `make` alone never installs.
DEPS_BUILD := gcc libc6-dev libncurses-dev libcurl4-openssl-dev libjson-c-dev libsqlite3-dev \
	pkg-config ca-certificates
DEPS_TEST  := libcmocka-dev python3 python3-jsonschema tmux screen util-linux ncurses-term openssl \
	binutils mandoc zsh fish
DEPS_FUZZ  := clang libclang-rt-dev cmake dpkg-dev
WANTED     ?= $(DEPS_BUILD)

.PHONY: deps
deps:
	@sh share/deps.sh $(WANTED)

# A Debian package in build/deb; deb-test looks at it as lintian does, installs, runs and removes it in
# a fresh root: minutes, as root.
DEPS_DEB := dpkg-dev lintian debootstrap

.PHONY: deb deb-test
deb: all
	@MAKE="$(MAKE)" VERSION="$(VERSION)" sh share/package/deb.sh

deb-test:
	@$(MAKE) --no-print-directory deps WANTED="$(DEPS_BUILD) $(DEPS_TEST) $(DEPS_DEB)"
	@MAKE="$(MAKE)" python3 tests/deb/run.py $(VERSION)

# With musl, as Alpine has it: its own ncurses, json-c and SQLite from the source packages; minutes.
DEPS_MUSL := musl-tools cmake tcl dpkg-dev

.PHONY: musl
musl:
	@$(MAKE) --no-print-directory deps WANTED="$(DEPS_BUILD) $(DEPS_MUSL)"
	@MAKE="$(MAKE)" sh tests/musl.sh

# Built twice, in different folders: the same bytes?
.PHONY: reproducible
reproducible:
	@MAKE="$(MAKE)" CC="$(CC)" sh tests/reproducible.sh all $(if $(shell command -v dpkg-shlibdeps),deb)

.PHONY: run
run:
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory all
	@build/ortop

.PHONY: install uninstall
install: all
	install -d "$(DESTDIR)$(BINDIR)" "$(DESTDIR)$(DATADIR)/themes" "$(DESTDIR)$(DOCDIR)"
	install -m 755 build/ortop "$(DESTDIR)$(BINDIR)/ortop"
	install -m 644 share/vendors.map share/sample.tsv share/ortop-1.schema.json "$(DESTDIR)$(DATADIR)"
	install -m 644 themes/*.theme "$(DESTDIR)$(DATADIR)/themes"
	install -m 644 README.md CHANGELOG.md LICENSE "$(DESTDIR)$(DOCDIR)"
	install -d "$(DESTDIR)$(MANDIR)/man1" "$(DESTDIR)$(MANDIR)/man5" "$(DESTDIR)$(BASHDIR)" \
		"$(DESTDIR)$(ZSHDIR)" "$(DESTDIR)$(FISHDIR)"
	install -m 644 build/man/ortop.1 "$(DESTDIR)$(MANDIR)/man1"
	install -m 644 build/man/ortop.5 "$(DESTDIR)$(MANDIR)/man5"
	install -m 644 build/completions/ortop.bash "$(DESTDIR)$(BASHDIR)/ortop"
	install -m 644 build/completions/_ortop "$(DESTDIR)$(ZSHDIR)"
	install -m 644 build/completions/ortop.fish "$(DESTDIR)$(FISHDIR)"

uninstall:
	rm -f "$(DESTDIR)$(BINDIR)/ortop" "$(DESTDIR)$(MANDIR)/man1/ortop.1" \
		"$(DESTDIR)$(MANDIR)/man5/ortop.5" "$(DESTDIR)$(BASHDIR)/ortop" \
		"$(DESTDIR)$(ZSHDIR)/_ortop" "$(DESTDIR)$(FISHDIR)/ortop.fish"
	rm -rf "$(DESTDIR)$(DATADIR)" "$(DESTDIR)$(DOCDIR)"

.PHONY: clean
clean:
	rm -rf build

-include $(GENERATOR:.o=.d) $(OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(SCREEN_TESTS:=.d) \
	$(TEST_LIBRARY:.o=.d) $(SIMULATION:.o=.d) $(OUT)/tests/soak/days.d $(FUZZ_TARGETS:=.d) \
	$(OUT)/tests/fuzz/check.d $(OUT)/tests/fuzz/driver.d $(BENCH_TOOLS:%=$(OUT)/tests/bench/%.d)

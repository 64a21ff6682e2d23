# ortop - htop for OpenRouter's weekly token rankings
#
#   make            build/ortop             make run      install what is missing, build, start
#   make test       all tests               make lint     layers, budgets, format
#   make soak       kills, damage, crowds, days
#   make bench      what it costs, beside a floor
#   make install    PREFIX=/usr/local DESTDIR=            make uninstall

VERSION := 0.1.0

PREFIX  ?= /usr/local
DESTDIR ?=
BINDIR  := $(PREFIX)/bin
DATADIR := $(PREFIX)/share/ortop
DOCDIR  := $(PREFIX)/share/doc/ortop

# How to build: VARIANT=release (default), asan (with UBSan) or tsan; each has its own folder.
VARIANT ?= release
OUT     := build/$(VARIANT)

CC      ?= cc
OPT_release := -O2 -g
OPT_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT_tsan    := -O1 -g -fsanitize=thread
OPT     := $(OPT_$(VARIANT))

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual \
	-Wwrite-strings -Wundef -Wformat=2 $(if $(CI),-Werror)
HARDEN_release := -fstack-protector-strong -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
HARDEN := $(HARDEN_$(VARIANT))

CFLAGS   ?=
CPPFLAGS ?=
LDFLAGS  ?=
ALL_CPPFLAGS = -D_GNU_SOURCE -DNCURSES_WIDECHAR=1 -DORTOP_VERSION='"$(VERSION)"' -Iinclude $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 $(OPT) $(WARN) $(HARDEN) $(CFLAGS)
ALL_LDFLAGS  = $(OPT) $(if $(HARDEN),-pie -Wl$(comma)-z$(comma)relro -Wl$(comma)-z$(comma)now) $(LDFLAGS)
comma := ,

NCURSES := $(shell pkg-config --libs ncursesw 2>/dev/null || echo -lncursesw -ltinfo)
LIBS := $(NCURSES) -ljson-c -lsqlite3 -lpthread -ldl -lm

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
all: $(if $(filter release,$(VARIANT)),build/ortop,$(OUT)/ortop)

build/ortop: $(OUT)/ortop
	$(Q)cp $< $@

$(OUT)/ortop: $(OUT)/src/main.o $(LIBRARY)
	$(call say,LINK $@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

$(LIBRARY): $(filter-out $(OUT)/src/main.o,$(OBJECTS))
	$(call say,AR $@)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

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

# Tests

TEST_LIBRARY := $(patsubst tests/%.c,$(OUT)/tests/%.o,$(wildcard tests/support/*.c))

$(OUT)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,CC $<)
	$(Q)$(CC) $(ALL_CPPFLAGS) -Itests $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(OUT)/tests/%: $(OUT)/tests/%.o $(TEST_LIBRARY) $(LIBRARY)
	$(call say,LINK $@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(TEST_LIBRARY) $(LIBRARY) -lcmocka $(LIBS)

.SECONDARY:


# Unit and screen tests run twice, the second time under ASan and UBSan; those of threaded modules a
# third time under TSan; then the stand-in's own tests and the end-to-end tests in tmux.
TSAN_TESTS := cache fetch history lease log worker worker_held worker_lookup

.PHONY: test tests-build tests-build-tsan
test:
	@$(MAKE) --no-print-directory deps WANTED="$(DEPS_BUILD) $(DEPS_TEST)"
	@MAKE="$(MAKE)" TSAN_TESTS="$(TSAN_TESTS)" sh tests/run.sh

tests-build: all $(UNIT_TESTS) $(SCREEN_TESTS)
tests-build-tsan: $(TSAN_TESTS:%=$(OUT)/tests/unit/test_%)

# What takes minutes: kills, damage, crowds, days.  PARTS="crash" runs one of them.
.PHONY: soak
soak: all
	@MAKE="$(MAKE)" sh tests/soak/run.sh $(PARTS)

# What ortop costs, beside a floor and its peers: minutes, and a quiet machine.  BENCH names parts.
BENCH_TOOLS := floor floor-libs regrid ingest make_store
BENCH_LIBS_floor      := $(NCURSES)
BENCH_LIBS_floor-libs := $(NCURSES) -ljson-c -lsqlite3 -lpthread -ldl
BENCH_LIBS_regrid     := $(NCURSES)

.PHONY: bench
bench: all $(BENCH_TOOLS:%=$(OUT)/tests/bench/%)
	@python3 tests/bench/run.py $(BENCH)

# The floors are built as anybody would, without hardening.
FLOORS := floor floor-libs regrid
$(FLOORS:%=$(OUT)/tests/bench/%): $(OUT)/tests/bench/%: tests/bench/floor.c tests/bench/regrid.c
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

# Packages: `make deps` installs what is missing through apt; another system is told what to
# install.  `make` alone never installs.
DEPS_BUILD := gcc libc6-dev libncurses-dev libcurl4-openssl-dev libjson-c-dev libsqlite3-dev \
	ca-certificates
DEPS_TEST  := libcmocka-dev python3 tmux util-linux ncurses-term
WANTED     ?= $(DEPS_BUILD)

.PHONY: deps
deps:
	@sh share/deps.sh $(WANTED)

.PHONY: run
run:
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory all
	@build/ortop

.PHONY: install uninstall
install: all
	install -d "$(DESTDIR)$(BINDIR)" "$(DESTDIR)$(DATADIR)/themes" "$(DESTDIR)$(DOCDIR)"
	install -m 755 build/ortop "$(DESTDIR)$(BINDIR)/ortop"
	install -m 644 share/vendors.map share/sample.tsv "$(DESTDIR)$(DATADIR)"
	install -m 644 themes/*.theme "$(DESTDIR)$(DATADIR)/themes"
	install -m 644 README.md CHANGELOG.md LICENSE "$(DESTDIR)$(DOCDIR)"

uninstall:
	rm -f "$(DESTDIR)$(BINDIR)/ortop"
	rm -rf "$(DESTDIR)$(DATADIR)" "$(DESTDIR)$(DOCDIR)"

.PHONY: clean
clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(SCREEN_TESTS:=.d) $(TEST_LIBRARY:.o=.d)

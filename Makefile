# Builds, installs and tests the extension with PGXS: make, make install, make installcheck.
# PG_CONFIG chooses the PostgreSQL (15 to 18). scripts/check does all of it on a throwaway server;
# the core's unit tests are built by CMakeLists.txt.

PG_CONFIG ?= pg_config
EXTENSION = inventory
MODULE_big = inventory

# The version is written in inventory.control and nowhere else (PGXS has a VERSION: its own).
EXT_VERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'.*/\1/p" inventory.control)

SOURCES := $(sort $(wildcard src/core/*/*.cpp src/pg/*/*.cpp))
OBJS := $(SOURCES:.cpp=.o) made/declared_access.o

# The extension's SQL is put together from src/sql by scripts/assemble_sql, which says how. From each
# version that a file of updates leaves, an update script leads to the present one.
SQL_PARTS := $(wildcard src/sql src/sql/* src/sql/*/*) scripts/assemble_sql inventory.control
OLD_VERSIONS := $(foreach step,$(wildcard src/sql/updates/*--*.sql),$(firstword $(subst --, ,$(notdir $(step)))))
FRESH_SCRIPT = made/inventory--$(EXT_VERSION).sql
UPDATE_SCRIPTS = $(OLD_VERSIONS:%=made/inventory--%--$(EXT_VERSION).sql)

DATA_built = $(FRESH_SCRIPT) $(UPDATE_SCRIPTS)

# ---- compiler -------------------------------------------------------------------------------

# WERROR=-Werror makes warnings errors; scripts/check sets it, a user's newer compiler need not.
WERROR =
CXX_STANDARD = -std=c++17

# PostgreSQL's headers are system headers: their warnings (C idioms, and `register`, which C++17
# no longer has) are not ours to mend. A directory given with -isystem loses its -I.
PG_CPPFLAGS = -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server)

# -Wno-register: before 16 the macros of PostgreSQL still say `register` in our own lines.
PG_CXXFLAGS = $(CXX_STANDARD) -Wall -Wextra -Wno-register $(WERROR)

# PostgreSQL was configured with gcc; clang does not know all of the flags that it recorded.
ifneq (,$(findstring clang,$(CXX)))
PG_CXXFLAGS += -Wno-unknown-warning-option -Wno-ignored-optimization-argument
endif

# PGXS links with the C compiler.
SHLIB_LINK = -lstdc++

# ---- tests ----------------------------------------------------------------------------------

# They run against the server that the environment (PGHOST, PGPORT, PGUSER) names.
REGRESS := $(sort $(patsubst sql/%.sql,%,$(wildcard sql/*.sql)))
REGRESS_OPTS = --load-extension=inventory

ISOLATION := $(sort $(patsubst test/isolation/specs/%.spec,%,$(wildcard test/isolation/specs/*.spec)))
ISOLATION_OPTS = --inputdir=test/isolation --load-extension=inventory

TAP_TESTS := $(sort $(wildcard test/t/*.pl))
PROVE_TESTS = $(TAP_TESTS)

# ---- files that are made --------------------------------------------------------------------

STAMP = .build-stamp
EXTRA_CLEAN = made $(STAMP) $(OBJS:.o=.d) $(wildcard inventory-*.zip)

PGXS := $(shell $(PG_CONFIG) --pgxs)
ifeq ($(PGXS),)
$(error $(PG_CONFIG) does not run: give the pg_config of your PostgreSQL with PG_CONFIG=)
endif
ifeq ($(wildcard $(PGXS)),)
$(error there is no $(PGXS): install the headers for servers of the PostgreSQL that $(PG_CONFIG) belongs to)
endif
include $(PGXS)

# An object of one PostgreSQL, compiler or set of flags must never be linked for another: all
# depend on a stamp, rewritten only when one of these differs from the last build.
BUILT_WITH := $(shell $(PG_CONFIG) --version) $(includedir_server) $(CXX) $(CXXFLAGS)
ifneq ($(BUILT_WITH),$(file <$(STAMP)))
$(file >$(STAMP),$(BUILT_WITH))
endif
$(OBJS) $(OBJS:.o=.bc): $(STAMP)

# PGXS writes header dependencies only where PostgreSQL was configured to; these always do, for
# the object and for its bitcode.
%.o : %.cpp
	$(CXX) $(CXXFLAGS) $(CPPFLAGS) -MMD -MP -MT '$*.o $*.bc' -MF $*.d -c -o $@ $<

-include $(OBJS:.o=.d)

# Bitcode is made by clang with flags of its own.
BITCODE_CXXFLAGS += $(CXX_STANDARD) -Wno-register

# What fails halfway must not look made.
define assemble
@mkdir -p made
scripts/assemble_sql $(1) >$@.new
@mv $@.new $@
endef

$(FRESH_SCRIPT): $(SQL_PARTS)
	$(call assemble,install)

$(UPDATE_SCRIPTS): made/inventory--%--$(EXT_VERSION).sql: $(SQL_PARTS)
	$(call assemble,update $*)

made/declared_access.cpp: $(SQL_PARTS)
	$(call assemble,access)

# A release for PGXN, with the version written into META.json (three numbers there).
.PHONY: dist
dist:
	git archive --prefix=inventory-$(EXT_VERSION).0/ --add-virtual-file="inventory-$(EXT_VERSION).0/META.json:$$(sed 's/@VERSION@/$(EXT_VERSION).0/' META.json)" --format=zip --output=inventory-$(EXT_VERSION).0.zip HEAD ':(exclude)META.json'

// The CHECK constraints of the extension's tables, and the WHEN conditions of their triggers, made
// ready once and kept between calls until the table changes. The executor would read them anew for
// every statement, which costs more than the statement's work on a row.
#pragma once

#include "pg/rows/tables.hpp"

extern "C" {
#include "nodes/execnodes.h"
}

namespace inventory {

// Gives the executor what is kept for a table that it is about to write, until it is released or the
// transaction ends. False where nothing could be kept: the executor prepares all itself.
bool use_prepared_checks(Table table, ResultRelInfo *target);
void release_prepared_checks(Table table);

// Called once when the library is loaded.
void register_check_callbacks();

} // namespace inventory

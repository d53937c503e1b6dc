// Operators of PostgreSQL's own, whatever the search_path, for the text of statements.
#pragma once

#define EQ " OPERATOR(pg_catalog.=) "
#define NE " OPERATOR(pg_catalog.<>) "
#define LE " OPERATOR(pg_catalog.<=) "
#define LT " OPERATOR(pg_catalog.<) "
#define GE " OPERATOR(pg_catalog.>=) "
#define GT " OPERATOR(pg_catalog.>) "
#define PLUS " OPERATOR(pg_catalog.+) "
#define MINUS " OPERATOR(pg_catalog.-) "
#define OVER " OPERATOR(pg_catalog./) "
#define GET " OPERATOR(pg_catalog.->) "
#define GET_TEXT " OPERATOR(pg_catalog.->>) "

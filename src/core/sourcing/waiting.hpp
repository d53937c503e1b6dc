// Where units wait that lie nowhere: at the place that has them earliest.
#pragma once

#include "core/sourcing/filling.hpp"

namespace inventory::core::sourcing {

// Places what is short of each line, at no more than so many sites in all. A line that is not to be split
// waits at the site that it is sourced from. Answers whether every line has its least; the demands are
// lowered to what was found.
bool let_wait(Book &book, const Ranks &ranks, int most_sites, Filling &filling);

} // namespace inventory::core::sourcing

// Lines by versions of kits: what is held stays in its version, what is new is of the present one.
#pragma once

#include "pg/sourcing/sourcing.hpp"

namespace inventory {

// A part of a line that comes as one: all of it, or what is in one version of a kit.
struct Piece {
    int line;
    std::optional<Kit> kit;
    core::Quantity quantity;
    core::Quantity least;

    int part_count() const { return kit ? kit->components.count : 1; }
};

// Adds the pieces of a line of kits, of which the present version is sold, if any is. False where more is
// wanted than is held, and none is.
bool add_pieces(const Sourcing &sourcing, int line, const std::optional<Kit> &present,
                const Asker &asker, Vec<Piece> &pieces);

// The kit that a line means, if it does not mean a variant.
std::optional<Kit> kit_of(const core::Line &line);

// The variant and the units of a part of a piece.
Component part_of(const Sourcing &sourcing, const Piece &piece, int part);

} // namespace inventory

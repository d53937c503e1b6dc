// Splitting lines by versions, see pieces.hpp.
#include "pg/sourcing/pieces.hpp"

#include <algorithm>

namespace inventory {
namespace {

// The versions of the line's kit that the cart holds where the line may come from, the oldest first.
Vec<Piece> held_pieces(const core::Line &line, int number, const Asker &asker) {
    Vec<Piece> held{};

    asker.visit_holds([&](const Hold &hold) {
        if (hold.kit.kit_id != line.key.variant_id ||
            (!line.key.location_id.empty() && hold.key.location_id != line.key.location_id))
            return;
        if (!asker.ws->leads(hold))
            return;
        Kit kit = read_kit(hold.kit.kit_id, hold.kit.version);
        core::Quantity kits = hold.now.units / kit.quantity_of(hold.key.variant_id);
        auto same = std::find_if(held.begin(), held.end(), [&](const Piece &piece) {
            return piece.kit->version == kit.version;
        });
        if (same != held.end())
            same->quantity += kits;
        else
            held.add(Piece{number, kit, kits, 0});
    });
    std::sort(held.begin(), held.end(),
              [](const Piece &a, const Piece &b) { return a.kit->version < b.kit->version; });
    return held;
}

} // namespace

bool add_pieces(const Sourcing &sourcing, int number, const std::optional<Kit> &present,
                const Asker &asker, Vec<Piece> &pieces) {
    const core::Line &line = sourcing.lines[number].line;
    core::Quantity left = line.quantity;

    for (Piece &piece : held_pieces(line, number, asker)) {
        // What is new joins what is held of the same version.
        if (present && piece.kit->version == present->version)
            continue;
        piece.quantity = piece.least = std::min(piece.quantity, left);
        left -= piece.quantity;
        if (piece.quantity > 0)
            pieces.add(piece);
    }
    if (left > 0 && present)
        pieces.add(Piece{number, present, left,
                         std::max<core::Quantity>(1, line.least() - (line.quantity - left))});
    return left == 0 || present;
}

std::optional<Kit> kit_of(const core::Line &line) {
    return line.kit_version == 0 ? find_kit(line.key.variant_id)
                                 : read_kit(line.key.variant_id, line.kit_version);
}

Component part_of(const Sourcing &sourcing, const Piece &piece, int part) {
    if (piece.kit)
        return piece.kit->components[part];
    return Component{sourcing.lines[piece.line].line.key.variant_id, 1};
}

} // namespace inventory

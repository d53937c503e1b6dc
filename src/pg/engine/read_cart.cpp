// Looking at a cart, see read_cart.hpp.
#include "pg/engine/read_cart.hpp"

#include "pg/engine/load_carts.hpp"
#include "pg/engine/load_levels.hpp"

namespace inventory {

Workspace read_cart(Text reference_id) {
    Workspace ws = Workspace::with(Locking::none);
    Vec<WantedCart> wanted_carts{};
    Vec<WantedLevel> wanted_levels{};

    wanted_carts.add(WantedCart{reference_id, core::CartCall::touch});
    load_carts(ws, wanted_carts, {}, std::nullopt);
    load_holds(ws);
    ws.want_held_levels(ws.carts[0], wanted_levels);
    load_levels(ws, wanted_levels);
    return ws;
}

} // namespace inventory

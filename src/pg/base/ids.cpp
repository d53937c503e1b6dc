// What can be an id, see ids.hpp.
#include "pg/base/ids.hpp"

extern "C" {
#include "mb/pg_wchar.h"
}

namespace inventory {
namespace {

constexpr int max_id_characters = 255;
constexpr int max_id_bytes = 800;

} // namespace

bool is_id(Text text) {
    return !text.empty() && text.size() <= max_id_bytes &&
           pg_mbstrlen_with_len(text.data(), static_cast<int>(text.size())) <= max_id_characters;
}

} // namespace inventory

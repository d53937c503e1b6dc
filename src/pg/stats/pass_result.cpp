// The names of results, see pass_result.hpp.
#include "pg/stats/pass_result.hpp"

namespace inventory {

const char *result_name(PassResult result) {
    switch (result) {
    case PassResult::pending:
        break;
    case PassResult::absent:
        return "no extension";
    case PassResult::idle:
        return "done";
    case PassResult::busy:
        return "to be continued";
    case PassResult::put_off:
        return "put off";
    case PassResult::not_ready:
        return "left alone";
    case PassResult::disabled:
        return "switched off";
    case PassResult::failed:
        return "failed";
    }
    return "unknown";
}

} // namespace inventory

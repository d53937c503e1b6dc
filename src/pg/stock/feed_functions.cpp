// The SQL function for feeds, imports and administrators: apply_levels.
#include "pg/call/call.hpp"
#include "pg/stats/counters.hpp"
#include "pg/stock/level_operations.hpp"

namespace inventory {
namespace {

struct Answer {
    const char *status;
    const char *code; // nullptr: no refusal
    Refusal refusal;
};

// In the order of LevelStatus; the code of an invalid one is that of its fault.
constexpr Answer answers[] = {{"valid", nullptr, Refusal::other},
                              {"created", nullptr, Refusal::other},
                              {"updated", nullptr, Refusal::other},
                              {"unchanged", nullptr, Refusal::other},
                              {"deleted", nullptr, Refusal::other},
                              {"exists", "23505", Refusal::other},
                              {"unknown_level", "IV002", Refusal::unknown_level},
                              {"conflict", "IV005", Refusal::unexpected_on_hand},
                              {"promised", "IV010", Refusal::promised_without_stock},
                              {"not_empty", "IV011", Refusal::level_not_empty},
                              {"duplicate", "22023", Refusal::invalid_argument},
                              {"managed", "IV008", Refusal::immutable},
                              {"kit", "IV013", Refusal::kit_misused},
                              {"invalid", "22023", Refusal::invalid_argument}};

OptionalText code_of(const LevelOutcome &outcome) {
    const char *code = answers[static_cast<int>(outcome.status)].code;

    if (outcome.fault == Fault::null_value)
        code = "22004";
    if (outcome.fault == Fault::out_of_range)
        code = "22003";
    return code == nullptr ? std::nullopt : OptionalText{code};
}

void answer_element(Call &call, int ordinal, const LevelElement &element,
                    const LevelOutcome &outcome) {
    const Answer &answer = answers[static_cast<int>(outcome.status)];
    const std::optional<core::Level> &level = outcome.level;

    if (is_refused(outcome.status))
        count_refusal(answer.refusal);
    call.answer_integer(ordinal);
    call.answer_text(element.variant_id);
    call.answer_text(element.location_id);
    call.answer_text(Text{answer.status});
    call.answer_text(code_of(outcome));
    call.answer_bigint(level ? std::optional(level->on_hand) : std::nullopt);
    call.answer_bigint(level && level->tracked ? std::optional(core::available(*level))
                                               : std::nullopt);
}

} // namespace

INVENTORY_FUNCTION(apply_levels) {
    Call call = Call::changing(fcinfo, "apply_levels");
    Arguments arguments(fcinfo);
    ApplyingLevels applying{};

    applying.elements = read_level_elements(arguments.jsonb("changes"), "changes");
    applying.all_or_nothing = arguments.flag("all_or_nothing");
    applying.request_id = arguments.request_id();
    applying.prepare();
    return call.carry_out(applying, arguments, [&] {
        for (int i = 0; i < applying.elements.count; i++)
            answer_element(call, i + 1, applying.elements[i], applying.outcomes[i]);
        if (applying.any_refused && !applying.changes())
            call.forget();
    });
}

} // namespace inventory

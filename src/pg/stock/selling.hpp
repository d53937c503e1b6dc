// A sale without a hold: of a variant, or of kits, whose components go at once. The SQL function is in
// stock_functions.cpp.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"
#include "pg/kits/kits.hpp"

namespace inventory {

struct Selling : Operation {
    core::LevelKey key;
    core::Quantity quantity;
    OptionalText reference_id;
    std::optional<core::Quantity> remaining; // the answer; none where stock is not tracked

    void prepare();

    Verdict decide(Workspace &ws) override;
    bool has_another_way(const Workspace &ws) override;
    void refuse() override;

  private:
    // What is sold of a level: all of it, or a component of the kits.
    struct Part {
        core::LevelKey key;
        core::Quantity each;
    };

    void add_part(Text variant_id, core::Quantity each);
    void judge(const Workspace &ws, const Part &part);
    void sell(Workspace &ws, const Part &part);

    Vec<Part> parts_;
    Text kit_id_; // empty where it is none
    Vec<RefusedLine> unknown_;
    Vec<core::LevelKey> unsold_;
    Vec<EarlyLevel> early_;
    Vec<RefusedLine> lacking_;
};

} // namespace inventory

// Naming goals and measuring distances, see goals.hpp.
#include "core/sourcing/goals.hpp"

#include <algorithm>
#include <cmath>

namespace inventory::core::sourcing {
namespace {

constexpr std::string_view names_of_goals[] = {"fewest_parcels", "cheapest", "nearest", "priority",
                                               "most_stock"};
static_assert(sizeof(names_of_goals) / sizeof(names_of_goals[0]) == max_goals);

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\r";
    std::size_t first = text.find_first_not_of(blanks);

    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

double radians(double degrees) { return degrees * (3.14159265358979323846 / 180); }

} // namespace

std::optional<Goal> goal_named(std::string_view name) {
    for (int goal = 0; goal < max_goals; goal++)
        if (names_of_goals[goal] == name)
            return static_cast<Goal>(goal);
    return std::nullopt;
}

bool add_goal(Goals &goals, Goal goal) {
    const Goal *end = goals.order + goals.count;

    if (std::find(static_cast<const Goal *>(goals.order), end, goal) != end)
        return false;
    goals.order[goals.count++] = goal;
    return true;
}

std::optional<Goals> goals_of(std::string_view names) {
    Goals goals{};

    if (trimmed(names).empty())
        return goals;
    for (;;) {
        std::size_t comma = names.find(',');
        std::optional<Goal> goal = goal_named(trimmed(names.substr(0, comma)));
        if (!goal || !add_goal(goals, *goal))
            return std::nullopt;
        if (comma == std::string_view::npos)
            return goals;
        names.remove_prefix(comma + 1);
    }
}

double distance_km(double latitude, double longitude, double other_latitude,
                   double other_longitude) {
    constexpr double radius_km = 6371;
    double north = std::sin(radians(other_latitude - latitude) / 2);
    double east = std::sin(radians(other_longitude - longitude) / 2);
    double half = north * north +
                  std::cos(radians(latitude)) * std::cos(radians(other_latitude)) * east * east;

    return 2 * radius_km * std::asin(std::sqrt(std::min(1.0, half)));
}

} // namespace inventory::core::sourcing

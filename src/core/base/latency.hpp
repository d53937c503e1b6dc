// A histogram of how long calls take, with the same bounds for all.
#pragma once

#include <cstddef>
#include <cstdint>

namespace inventory::core {

// Upper bounds in microseconds; what takes longer is in one bucket more.
inline constexpr std::int64_t latency_bounds[] = {100,    250,    500,     1000,    2500,
                                                  5000,   10000,  25000,   50000,   100000,
                                                  250000, 500000, 1000000, 2500000, 10000000};
inline constexpr std::size_t latency_buckets =
    sizeof(latency_bounds) / sizeof(latency_bounds[0]) + 1;

// The bucket of a time: the first whose bound it does not exceed.
inline std::size_t latency_bucket(std::int64_t microseconds) {
    std::size_t bucket = 0;

    while (bucket < latency_buckets - 1 && microseconds > latency_bounds[bucket])
        bucket++;
    return bucket;
}

} // namespace inventory::core

// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace onetls {

/// How connections trade throughput, latency and memory. Whom to trust and what is agreed on does
/// not change with it, and no peer has to know.
struct tuning {
    /// The most that a record may carry. Source: RFC 8446 §5.1.
    static constexpr std::uint16_t full_records = 16'384;

    /// As much as fits into one TCP segment over Ethernet, with IPv6, timestamps, and the overhead
    /// of either version of TLS.
    static constexpr std::uint16_t records_of_one_segment = 1'399;

    /// The most bytes of data that a record is to carry, 64 to 16384. A record can be used by the
    /// peer once all of it has come: small ones are there sooner, large ones cost less.
    ///
    /// Mbed TLS was built with a limit of its own, which may be smaller.
    std::uint16_t record_size = full_records;

    /// Gives the memory for records back whenever none is underway, for servers with many idle
    /// connections: some 34 KiB of each. Each record takes it anew. What a backend cannot do is
    /// refused (`feature::releases_buffers`).
    bool release_buffers = false;

    friend constexpr bool operator==(const tuning&, const tuning&) = default;
};

}  // namespace onetls

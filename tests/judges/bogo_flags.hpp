// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <onetls/alert.hpp>

namespace bogo {

/// What the runner asks for and the library does not have: the shim declines, which is no failure.
struct declined : std::runtime_error {
    using runtime_error::runtime_error;
};

/// A connection that went otherwise than the runner wants.
struct failed : std::runtime_error {
    using runtime_error::runtime_error;
};

/// A certificate to show, its key, and what the key may sign with; empty: whatever it can.
struct shown_certificate {
    std::string certificate_file;
    std::string key_file;
    std::vector<std::uint16_t> schemes;

    bool operator==(const shown_certificate&) const = default;
};

/// What the runner wants of one connection. Numbers are IANA code points; 0 and empty: nothing.
struct flags {
    // Where the runner listens, and who we are.
    std::uint16_t port = 0;
    std::uint64_t shim_id = 0;
    bool ipv6 = false;
    bool server = false;

    // Who shows what, and who is believed.
    shown_certificate shown;
    std::vector<shown_certificate> more_shown;  ///< To be shown rather than `shown`, in turn.
    std::string trusted_file;
    bool asks_for_certificate = false;
    bool requires_certificate = false;
    bool refuses_certificate = false;

    // What may be negotiated.
    std::uint16_t minimum_version = 0;
    std::uint16_t maximum_version = 0;
    bool without_tls1_2 = false;
    bool without_tls1_3 = false;
    std::string cipher_suites;
    std::string compliance;
    std::vector<std::uint16_t> groups;
    std::vector<std::uint16_t> peer_schemes;

    // Names and protocols; lists of protocols as they stand on the wire.
    std::string host_name;
    std::string offered_protocols;
    std::string selected_protocol;
    bool refuses_protocols = false;
    onetls::alert_description refusal = onetls::alert_description::none;

    // What is done once hands are shaken.
    bool trickles = false;
    bool writes_first = false;
    bool leaves_write_unfinished = false;
    bool writes_many_sizes = false;
    bool ends_first = false;
    bool wants_close_notify = false;
    bool updates_keys = false;
    bool updates_keys_before_reads = false;
    bool shakes_again = false;
    std::size_t read_size = 512;

    // What has to come of it.
    std::uint16_t expected_version = 0;
    std::uint16_t expected_group = 0;
    std::uint16_t expected_scheme = 0;
    std::string expected_certificate_file;
    std::string expected_server_name;
    std::string expected_protocol;
    std::string expected_offer;
    std::vector<std::uint16_t> expected_offered_schemes;
    bool expects_no_server_name = false;
    bool expects_verdict = false;
    bool expects_no_certificate = false;
    bool expects_new_session = false;

    bool operator==(const flags&) const = default;
};

/// The certificates to show, the most wanted first. They are those in `wanted`.
std::vector<const shown_certificate*> all_shown(const flags& wanted);

/// What the runner wants: one connection, and as many again as there are to be.
struct plan {
    flags first;
    flags again;
    int repetitions = 0;
};

/// Reads the command line without the program's name.
///
/// Throws declined for a flag that is not known, or a value that the library has nothing for.
plan read_flags(std::span<const char* const> words);

}  // namespace bogo

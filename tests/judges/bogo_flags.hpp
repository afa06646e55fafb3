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

/// What the runner wants of one connection. Numbers are IANA code points; 0 and empty: nothing.
struct flags {
    // Where the runner listens, and who we are.
    std::uint16_t port = 0;
    std::uint64_t shim_id = 0;
    bool ipv6 = false;
    bool server = false;

    // Who shows what, and who is believed.
    std::string certificate_file;
    std::string key_file;
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
    std::vector<std::uint16_t> own_schemes;
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
    bool shakes_again = false;
    std::size_t read_size = 512;

    // What has to come of it.
    std::uint16_t expected_version = 0;
    std::uint16_t expected_group = 0;
    std::uint16_t expected_scheme = 0;
    std::string expected_server_name;
    std::string expected_protocol;
    std::string expected_offer;
    bool expects_no_server_name = false;
    bool expects_verdict = false;
    bool expects_no_certificate = false;
};

/// Reads the command line without the program's name.
///
/// Throws declined for a flag that is not known, or a value that the library has nothing for.
flags read_flags(std::span<const char* const> words);

}  // namespace bogo

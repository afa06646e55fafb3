// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <onetls/judgement/purpose.hpp>
#include <onetls/time.hpp>

/// Cases of C2SP/x509-limbo: a chain, what it is to be verified against, and the verdict expected.

namespace judge {

using texts = std::vector<std::string>;

/// One case, in the words of the library.
struct limbo_case {
    std::string id;
    bool is_good = false;  ///< Whether the suite expects that the chain is accepted.

    std::string peer_pem;
    texts intermediates_pem;
    std::string anchors_pem;
    std::string crls_pem;  ///< Empty: revocation is not to be checked.
    std::string key_pem;   ///< Of the peer's certificate; empty where the case has none.

    onetls::purpose purpose = onetls::purpose::server;
    texts hosts;      ///< DNS names and addresses that the peer has to have, every one.
    texts mailboxes;  ///< As above: e-mail addresses.
    std::optional<onetls::timestamp> time;  ///< None: now. Fractions of a second are cut off.
    std::optional<std::uint8_t> most_intermediates;
    texts key_usages;            ///< That the peer's key has to allow.
    texts extended_key_usages;   ///< As above.
    texts signature_algorithms;  ///< One of these has to sign each certificate; empty: any.

    /// The peer's certificate and the intermediates, in this order.
    std::string chain_pem() const;
};

/// Reads all cases of a file, plain JSON or packed by xz.
///
/// Throws std::exception where it is none.
std::vector<limbo_case> read_limbo_cases(const std::filesystem::path& path);

}  // namespace judge

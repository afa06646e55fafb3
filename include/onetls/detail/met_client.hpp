// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <onetls/client_hello_hook.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/error.hpp>
#include <onetls/forward.hpp>

namespace onetls::detail {

/// Has a server's hook decide on the client of one connection, and keeps the answer. How is in
/// `meeting.hpp`.
class met_client {
public:
    /// Asks `hook`, once: a ClientHello that follows on a HelloRetryRequest gets the same answer.
    ///
    /// Errors: negotiation_failed where the hook refuses, misuse where its answer cannot be carried
    /// out; both with the alert to send. out_of_memory.
    result<void> meet(const client_hello_hook& hook, const client_hello& offered,
                      std::size_t credentials, bool can_verify) noexcept;

    /// What the hook said; nothing where there is none. The protocol ends in a NUL.
    const client_hello_answer& answer() const noexcept { return kept_ ? kept_->answer : nothing; }

private:
    struct kept_answer {
        client_hello_answer answer;
        owned_bytes protocol;
    };

    static constexpr client_hello_answer nothing{};

    static result<void> keep_protocol(kept_answer& kept) noexcept;

    owned<kept_answer> kept_;  ///< Since the hook was asked.
};

}  // namespace onetls::detail

// SPDX-License-Identifier: BSL-1.0
#include "handshake.hpp"

#include <onetls/clock.hpp>

namespace judge {
namespace {

onetls::timestamp time_of_case;

onetls::timestamp stopped_clock() noexcept {
    return time_of_case;
}

}  // namespace

std::string beyond_handshakes(const limbo_case& wanted) {
    if (const auto what = unanswerable(wanted); !what.empty()) return what;
    if (wanted.purpose != onetls::purpose::server) return "the peer is a client";
    if (wanted.hosts.size() != 1) return "it expects no host";
    if (wanted.key_pem.empty()) return "it has no private key";
    if (wanted.most_intermediates) return "contexts bound no depth";
    return {};
}

test::native_server server_for(const limbo_case& wanted, onetls::memory_pipe pipe) {
    test::native_server_spec spec;
    spec.chain_pem = wanted.chain_pem();
    spec.key_pem = wanted.key_pem;
    return test::native_server{spec, std::move(pipe)};
}

onetls::client_config settings_for(const limbo_case& wanted, const onetls::policy& policy) {
    time_of_case = wanted.time.value_or(onetls::system_time());
    onetls::client_config settings{.trust = onetls::trust::only(wanted.anchors_pem),
                                   .policy = policy};
    if (!wanted.crls_pem.empty()) settings.crls = wanted.crls_pem;
    settings.clock = &stopped_clock;
    return settings;
}

verdict verdict_of(const onetls::handshake_error& failure) {
    const bool told = failure.report.known() && !failure.report.trusted();
    return told ? verdict_of(failure.report)
                : verdict_of(static_cast<const onetls::error&>(failure));
}

}  // namespace judge

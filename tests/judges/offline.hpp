// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <onetls/concepts.hpp>
#include <onetls/identity.hpp>
#include <onetls/policy.hpp>
#include <onetls/verify_settings.hpp>

#include "demands.hpp"
#include "limbo_case.hpp"
#include "verdict.hpp"

namespace judge {

/// Verifies the chain of `wanted` without a connection, for the host `peer` or for anybody's.
template <onetls::Backend B>
verdict verify_for(const limbo_case& wanted, std::optional<onetls::identity> peer,
                   const onetls::policy& policy) {
    const auto chain = wanted.chain_pem();
    onetls::verify_settings settings{
        .trust = onetls::trust::only(wanted.anchors_pem),
        .identity = peer,
        .purpose = wanted.purpose,
        .time = wanted.time,
        .policy = policy,
        .most_intermediates = wanted.most_intermediates,
    };
    if (!wanted.crls_pem.empty()) settings.crls = wanted.crls_pem;
    const auto report = B::verify(chain, settings);
    if (!report) return verdict_of(report.error());
    const auto found = verdict_of(*report);
    if (found.what != outcome::accepted) return found;
    const auto unmet = unmet_demand(wanted, *report);
    return unmet.empty() ? found : refused(unmet);
}

/// The verdict of one backend on `wanted`. Every host is verified by itself: all have to fit.
template <onetls::Backend B>
verdict judge_offline(const limbo_case& wanted, const onetls::policy& policy) {
    if (const auto what = unanswerable(wanted); !what.empty()) return skipped(what);
    if (wanted.hosts.empty()) return verify_for<B>(wanted, std::nullopt, policy);
    verdict found;
    for (const auto& host : wanted.hosts) {
        const auto peer = onetls::identity::parse(host);
        if (!peer) return refused("identity: " + std::string{message(peer.error()).view()});
        found = verify_for<B>(wanted, *peer, policy);
        if (found.what != outcome::accepted) break;
    }
    return found;
}

}  // namespace judge

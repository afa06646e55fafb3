// SPDX-License-Identifier: BSL-1.0
#include "demands.hpp"

#include <algorithm>
#include <string_view>

#include <onetls/certificate_view.hpp>
#include <onetls/key_usage.hpp>
#include <onetls/oids.hpp>

namespace judge {
namespace {

using onetls::certificate_view;

bool has_mailbox(const certificate_view& peer, std::string_view wanted) {
    for (const auto& name : peer.subject_alternative_names())
        if (name.what() == onetls::general_name_kind::email && name.characters() == wanted)
            return true;
    return false;
}

bool allows_usage(const certificate_view& peer, std::string_view wanted) {
    const auto usages = peer.key_usage();
    bool allowed = !usages;
    if (usages)
        usages->for_each([&](auto each) { allowed = allowed || onetls::name_of(each) == wanted; });
    return allowed;
}

bool allows_purpose(const certificate_view& peer, std::string_view wanted) {
    if (!peer.has(onetls::oids::extended_key_usage)) return true;
    for (const auto& each : peer.extended_key_usages())
        if (onetls::name_of(each) == wanted) return true;
    return false;
}

/// The first of `all` that `is_met` denies.
template <class Check>
std::string first_unmet(const texts& all, const std::string& what, Check is_met) {
    const auto found = std::ranges::find_if_not(all, is_met);
    return found == all.end() ? std::string{} : what + " " + *found;
}

}  // namespace

std::string unanswerable(const limbo_case& wanted) {
    return wanted.signature_algorithms.empty() ? "" : "it picks signature algorithms";
}

std::string unmet_demand(const limbo_case& wanted, const onetls::verification& report) {
    const auto peer = report.presented();
    if (!peer) return "no certificate";
    auto unmet = first_unmet(wanted.mailboxes, "no mailbox",
                             [&](const auto& each) { return has_mailbox(*peer, each); });
    if (unmet.empty())
        unmet = first_unmet(wanted.key_usages, "no key usage",
                            [&](const auto& each) { return allows_usage(*peer, each); });
    if (unmet.empty())
        unmet = first_unmet(wanted.extended_key_usages, "no extended key usage",
                            [&](const auto& each) { return allows_purpose(*peer, each); });
    return unmet;
}

}  // namespace judge

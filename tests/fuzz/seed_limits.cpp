// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "name_limits.hpp"
#include "pki.hpp"
#include "revocation_list.hpp"
#include "seed_question.hpp"
#include "seed_specs.hpp"
#include "seeds.hpp"

/// Chains that an authority limits: by name constraints, path lengths and revocation lists.

namespace seeds {
namespace {

using test::authority;
using test::name_limits;

/// What the server's certificate comes to below a root with `extension`.
question below_root(std::string name, test::raw_extension extension) {
    const auto limiting =
        numbered::self_signed(with(lasting(authority("authority")), std::move(extension)));
    return {.name = std::move(name), .chain = {limiting.issue(server())}, .anchors = {limiting}};
}

void add_constraints(std::vector<question>& all) {
    all.push_back(below_root(
        "permitted",
        name_limits({"dns:example.org", "ip:192.0.2.0/255.255.255.0", "directory:example.org"},
                    {})));
    all.push_back(below_root("not-permitted", name_limits({"dns:example.net"}, {})));
    all.push_back(below_root("excluded", name_limits({}, {"ip:192.0.2.0/255.255.255.0"}, false)));
    all.push_back(
        below_root("other-kinds", name_limits({"email:example.org", "uri:.example.org"}, {})));
    auto limited = lasting(authority("limited"));
    limited.path_length = 0;
    const auto top = numbered::self_signed(limited);
    const auto below_top = top.issue(lasting(authority("too many")));
    all.push_back(
        {.name = "path-length", .chain = {below_top.issue(server()), below_top}, .anchors = {top}});
    const auto renewed = top.issue(limited);
    all.push_back({.name = "self-issued-path-length",
                   .chain = {renewed.issue(server()), renewed},
                   .anchors = {top}});
    all.push_back(below("most-intermediates", server()));
    all.back().most_intermediates = {0};
}

void add_lists(std::vector<question>& all) {
    const auto leaf = root().issue(server());
    const auto list = [](const numbered& issuer, test::revocation_spec spec = {}) {
        spec.begins = until_judgement() - std::chrono::hours{1};
        spec.ends = until_judgement() + std::chrono::hours{1};
        const auto& native = issuer.certificate();
        return without_signature(test::revocation_list(native, native, spec), issuer.key());
    };
    const auto& native = root().certificate();
    const auto add = [&](std::string name, test::bytes der) {
        all.push_back({.name = std::move(name),
                       .chain = {leaf},
                       .anchors = {root()},
                       .lists = {std::move(der)}});
    };
    add("cleared", list(root()));
    add("revoked", list(root(), {.revoked = {leaf.certificate()}}));
    add("list-without-number", list(root(), {.has_number = false}));
    add("list-of-another", list(intermediate()));
    add("list-too-old", without_signature(test::revocation_list(native, native), root().key()));
}

}  // namespace

seed_list limited_chains() {
    std::vector<question> all;
    add_constraints(all);
    add_lists(all);
    seed_list made;
    for (const auto& each : all) made.push_back(seed_of(each));
    return made;
}

}  // namespace seeds

// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <chrono>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <onetls/detail/bytes.hpp>

#include "pki.hpp"
#include "seed_question.hpp"
#include "seed_specs.hpp"
#include "seeds.hpp"

/// Chains that are trusted, and chains that are refused for one reason each.

namespace seeds {
namespace {

using test::authority;

void add_paths(std::vector<question>& all) {
    const auto alone = numbered::self_signed(server());
    const auto other = numbered::self_signed(lasting(authority("other root")));
    const auto same_name = numbered::self_signed(lasting(authority("root")));
    const auto leaf = intermediate().issue(server());
    all.push_back({.name = "three", .chain = {leaf, intermediate()}, .anchors = {root()}});
    all.push_back({.name = "two", .chain = {root().issue(server())}, .anchors = {root()}});
    all.push_back({.name = "alone", .chain = {alone}, .anchors = {alone}});
    all.push_back({.name = "itself-not-self-signed", .chain = {leaf}, .anchors = {leaf}});
    all.push_back({.name = "unknown-root", .chain = {leaf, intermediate()}, .anchors = {other}});
    all.push_back({.name = "missing-link", .chain = {leaf}, .anchors = {root()}});
    all.push_back({.name = "two-anchors",
                   .chain = {leaf, other, intermediate()},
                   .anchors = {same_name, root(), other}});
    all.push_back({.name = "no-anchor", .chain = {leaf, intermediate()}, .anchors = {}});
    all.push_back({.name = "wrong-signature",
                   .chain = {leaf.signed_by(other), intermediate()},
                   .anchors = {root()}});
    all.push_back({.name = "wrong-signature-above",
                   .chain = {leaf, intermediate().signed_by(other)},
                   .anchors = {root()}});
    all.push_back({.name = "as-issued",
                   .chain = {leaf, intermediate()},
                   .anchors = {root()},
                   .terms = fuzz::for_host});
}

void add_names(std::vector<question>& all) {
    auto leaf = server();
    leaf.names = {"dns:*.org"};
    all.push_back(below("wide-wildcard", leaf));
    leaf.names = {"dns:example.net", "email:a@example.org", "uri:https://example.org/"};
    all.push_back(below("wrong-name", leaf));
    all.push_back(below("address", server()));
    all.back().terms = fuzz::signed_by_number | fuzz::for_address;
    leaf = server();
    leaf.extended_key_usages = {"clientAuth"};
    leaf.names = {"email:a@example.org"};
    all.push_back(below("client", leaf));
    all.back().terms = fuzz::signed_by_number | fuzz::as_client;
    all.push_back(below("client-as-server", leaf));
}

void add_oddities(std::vector<question>& all) {
    const test::raw_extension unknown{
        .oid = "1.2.3.4", .critical = true, .der = {std::byte{5}, std::byte{0}}};
    all.push_back(below("unknown-critical", with(server(), unknown)));
    all.push_back(below("malformed-extension",
                        with(server(), {.oid = "2.5.29.36", .der = {std::byte{0x30}}})));
    all.push_back(
        below("duplicate-extension",
              with(server(), {.oid = "2.5.29.19", .der = {std::byte{0x30}, std::byte{0}}})));
    auto leaf = server();
    leaf.ends = std::chrono::hours{-1} + until_judgement();
    all.push_back(below("expired", leaf));
    leaf = server();
    leaf.key_usages = {"keyEncipherment"};
    all.push_back(below("wrong-key-usage", leaf));
    auto old = lasting(authority("old"));
    old.version = 1;
    const auto old_root = numbered::self_signed(old);
    all.push_back(
        {.name = "version-1", .chain = {old_root.issue(server())}, .anchors = {old_root}});
    const auto no_authority = root().issue(server());
    all.push_back({.name = "no-authority",
                   .chain = {no_authority.issue(server()), no_authority},
                   .anchors = {root()}});
    all.push_back(below("web", server()));
    all.back().terms |= fuzz::webpki;
}

void add_algorithms(std::vector<question>& all) {
    for (const auto& [name, kind, hash] : {std::tuple{"rsa", test::key_kind::rsa2048, "SHA256"},
                                           {"short-rsa", test::key_kind::rsa1024, "SHA256"},
                                           {"p384", test::key_kind::p384, "SHA384"},
                                           {"sha1", test::key_kind::p256, "SHA1"},
                                           {"ed25519", test::key_kind::ed25519, ""}}) {
        auto top = lasting(authority("root"));
        top.key = kind;
        const auto made = numbered::self_signed(top);
        auto leaf = server();
        leaf.hash = hash;
        all.push_back({.name = name,
                       .chain = {made.issue(leaf)},
                       .anchors = {made},
                       .terms = fuzz::for_host});
    }
}

/// A chain of which the first certificate writes its issuer's name otherwise than the issuer does,
/// in letters or in their encoding. Libraries call such names equal, each in a way of its own.
void add_other_writings(seed_list& made) {
    const auto alike = root().issue(server());
    const auto add = [&](const char* name, std::string_view written) {
        auto changed = seed_of({.name = name, .chain = {alike}, .anchors = {root()}});
        const auto own = onetls::detail::as_bytes("\x0c\x04root");
        const auto other = onetls::detail::as_bytes(written);
        const auto place = std::ranges::search(changed.contents, own);
        std::ranges::copy(other, place.begin());
        made.push_back(std::move(changed));
    };
    add("issuer-in-other-letters", "\x0c\x04ROOT");
    add("issuer-in-other-encoding", "\x13\x04root");
}

}  // namespace

seed_list chains() {
    std::vector<question> all;
    add_paths(all);
    add_names(all);
    add_oddities(all);
    add_algorithms(all);
    seed_list made{{"verify", "empty", {}}};
    for (const auto& each : all) made.push_back(seed_of(each));
    add_other_writings(made);
    return made;
}

}  // namespace seeds

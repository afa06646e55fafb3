// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <onetls/config.hpp>
#include <onetls/openssl/testing.hpp>
#include <onetls/policy.hpp>

#include "fixed_chance.hpp"
#include "promise.hpp"

namespace fuzz {

template <class T>
T value_of(onetls::result<T> made) {
    promise(made.has_value(), "what is sound is made");
    return std::move(*made);
}

/// The certificate of somebody else, shown by one who lacks its key: the key is another's, and
/// claims the public half that the certificate has. OpenSSL believes that until it is to sign.
class impostor {
    using certified = onetls::testing::certified;

public:
    impostor(const certified& shown, const certified& held)
        : chain_{shown.chain_pem()}, key_{held.key_der().begin(), held.key_der().end()} {
        const auto claimed = shown.key_der();
        promise(claimed.size() == key_.size(), "keys of one kind are of one size");
        constexpr std::size_t point = 65;  // comes last
        std::ranges::copy(claimed.last(point), key_.end() - point);
    }

    onetls::credential credential() const {
        return {.certificate_chain = std::string_view{chain_},
                .private_key = std::span<const std::byte>{key_}};
    }

private:
    std::string chain_;
    std::vector<std::byte> key_;
};

/// Who takes part in connections; the same in every run.
class people {
    using authority = onetls::openssl::testing::authority;
    using certified = onetls::testing::certified;

public:
    static const people& all() {
        static const people made = (fix_chance(1), people{});
        return made;
    }

    authority root = value_of(authority::create());
    authority others_root = value_of(authority::create());
    certified server = value_of(root.issue(onetls::testing::server_spec("example.org")));
    certified false_server =
        value_of(others_root.issue(onetls::testing::server_spec("example.org")));
    certified client = value_of(root.issue(onetls::testing::client_spec("client")));
    certified false_client = value_of(others_root.issue(onetls::testing::client_spec("client")));
    impostor server_without_key{server, false_server};
    impostor client_without_key{client, false_client};
};

/// Which versions both ends offer.
enum class versions : unsigned { only_1_2, only_1_3, both };

/// Who shows a certificate. The right one without its key can be made with OpenSSL alone.
enum class shown : unsigned { nobody, the_right_one, a_false_one, without_key };

/// What an end of a connection is made for.
struct role {
    versions offered = versions::both;
    shown own = shown::nobody;
    bool asks_for_client = false;

    auto operator<=>(const role&) const = default;

    onetls::policy policy() const {
        using onetls::protocol_version;
        const auto& all = onetls::policies::recommended;
        if (offered == versions::both) return all;
        const auto one =
            offered == versions::only_1_2 ? protocol_version::tls1_2 : protocol_version::tls1_3;
        return all.with_versions(one, one);
    }
};

template <onetls::Backend B>
const typename B::client_context& client_context_of(const role& wanted) {
    static std::map<role, typename B::client_context> made;
    if (const auto found = made.find(wanted); found != made.end()) return found->second;
    const auto& who = people::all();
    onetls::client_config settings{.trust = onetls::trust::only(who.root.pem()),
                                   .policy = wanted.policy(),
                                   .alpn = {"h2", "http/1.1"}};
    switch (wanted.own) {
    case shown::nobody: break;
    case shown::the_right_one: settings.credential = who.client.credential(); break;
    case shown::a_false_one: settings.credential = who.false_client.credential(); break;
    case shown::without_key: settings.credential = who.client_without_key.credential(); break;
    }
    return made.emplace(wanted, value_of(B::client_context::create(settings))).first->second;
}

template <onetls::Backend B>
const typename B::server_context& server_context_of(const role& wanted) {
    static std::map<role, typename B::server_context> made;
    if (const auto found = made.find(wanted); found != made.end()) return found->second;
    const auto& who = people::all();
    onetls::server_config settings{.credential = who.server.credential(),
                                   .policy = wanted.policy(),
                                   .alpn = {"http/1.1", "h2"}};
    if (wanted.own == shown::a_false_one) settings.credential = who.false_server.credential();
    if (wanted.own == shown::without_key) settings.credential = who.server_without_key.credential();
    if (wanted.asks_for_client) {
        settings.client_auth = onetls::client_auth::required;
        settings.trust = onetls::trust::only(who.root.pem());
    }
    return made.emplace(wanted, value_of(B::server_context::create(settings))).first->second;
}

}  // namespace fuzz

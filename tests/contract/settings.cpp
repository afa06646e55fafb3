// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/insecure.hpp>
#include <onetls/memory_pin_store.hpp>
#include <onetls/registry.hpp>

#include "backends.hpp"
#include "pin.hpp"
#include "revocation_list.hpp"
#include "verdicts.hpp"

/// Nothing is ignored: each setting is shown to change what happens, or to be refused.

using onetls::protocol_version;
using onetls::trust;
using test::settings;

namespace {

/// Stands for a member of any type. What sources are made of is left out: a member that is a source
/// could be made in several ways.
struct any_member {
    template <class T>
        requires(!std::same_as<T, std::string_view> && !std::same_as<T, std::span<const std::byte>>)
    operator T() const;
};

/// The number of members of an aggregate.
template <class T, class... Members>
consteval std::size_t members_of() {
    if constexpr (requires { T{Members{}..., any_member{}}; })
        return members_of<T, Members..., any_member>();
    else
        return sizeof...(Members);
}

/// Certificates that the settings below view, made once.
struct material {
    test::certified authority = test::certified::self_signed(test::authority("clients"));
    test::shown client = test::show(
        authority.issue({.common_name = "client", .extended_key_usages = {"clientAuth"}}));
    test::shown stranger = test::show(
        test::standard().intermediate.issue({.common_name = "other", .names = {"dns:example.org"}}),
        {test::standard().intermediate.pem()});
    std::string authority_pem = authority.pem();
    std::string root_pem = test::certified::self_signed(test::authority("stranger")).pem();
    std::string list = test::revocation_list(authority);
    onetls::memory_pin_store<1> store;
    std::array<onetls::credential, 1> more{stranger.credential()};

    static material& get() {
        static material made;
        return made;
    }
};

/// An observer that counts in `events_seen`.
int events_seen = 0;
constexpr onetls::observer counting{[](void*, const onetls::event&) noexcept { ++events_seen; }};

onetls::timestamp long_ago() noexcept {
    return onetls::timestamp{1'000'000'000};
}

/// A setting, what has to stand beside it to matter, and a value that is not the default.
struct changed_setting {
    std::string_view name;
    std::function<void(settings&)> beside;
    std::function<void(settings&)> change;
};

void nothing(settings&) {}

void ask_client(settings& both) {
    both.server.client_auth = onetls::client_auth::optional;
    both.server.trust = trust::only(material::get().authority_pem);
    both.client.credential = material::get().client.credential();
}

void offer_protocol(settings& both) {
    both.server.alpn = {"one", "two"};
    both.client.alpn = {"one", "two"};
}

std::vector<changed_setting> client_settings() {
    return {
        {"trust", nothing,
         [](settings& both) { both.client.trust = trust::only(material::get().root_pem); }},
        {"policy", nothing,
         [](settings& both) { both.client.policy = test::only(protocol_version::tls1_2); }},
        {"alpn", offer_protocol, [](settings& both) { both.client.alpn = {"two"}; }},
        {"credential", ask_client, [](settings& both) { both.client.credential = {}; }},
        {"crls", nothing, [](settings& both) { both.client.crls = material::get().list; }},
        {"terms", nothing,
         [](settings& both) {
             both.client.terms.pins = {test::pin_of(material::get().authority)};
         }},
        {"clock", nothing, [](settings& both) { both.client.clock = long_ago; }},
        {"observer", nothing, [](settings& both) { both.client.observer = counting; }},
        {"tuning", nothing, [](settings& both) { both.client.tuning.record_size = 100; }},
    };
}

std::vector<changed_setting> server_settings() {
    return {
        {"credential", nothing,
         [](settings& both) { both.server.credential = material::get().stranger.credential(); }},
        {"more_credentials",
         [](settings& both) {
             both.peer = "other.example";
             both.client.terms.waived = onetls::insecure::any_name();
         },
         [](settings& both) {
             static const auto other =
                 test::show(test::standard().intermediate.issue(
                                {.common_name = "more", .names = {"dns:other.example"}}),
                            {test::standard().intermediate.pem()});
             static const std::array more{other.credential()};
             both.server.more_credentials = more;
         }},
        {"unknown_name",
         [](settings& both) {
             both.peer = "elsewhere.example";
             both.client.terms.waived = onetls::insecure::any_name();
         },
         [](settings& both) { both.server.unknown_name = onetls::unknown_name::refuse; }},
        {"policy", nothing,
         [](settings& both) { both.server.policy = test::only(protocol_version::tls1_2); }},
        {"alpn", offer_protocol, [](settings& both) { both.server.alpn = {"two"}; }},
        {"client_auth", ask_client,
         [](settings& both) {
             both.server.client_auth = onetls::client_auth::required;
             both.client.credential = {};
         }},
        {"trust", ask_client,
         [](settings& both) { both.server.trust = trust::only(material::get().root_pem); }},
        {"crls", ask_client,
         [](settings& both) {
             static const auto list = test::revocation_list(test::standard().root);
             both.server.crls = list;
         }},
        {"terms", ask_client,
         [](settings& both) {
             both.server.terms.pins = {test::pin_of(test::standard().intermediate)};
         }},
        {"clock", ask_client, [](settings& both) { both.server.clock = long_ago; }},
        {"client_hello", nothing,
         [](settings& both) {
             both.server.client_hello = {[](void*, const onetls::client_hello&) noexcept {
                 return onetls::client_hello_answer{.refusal =
                                                        onetls::alert_description::access_denied};
             }};
         }},
        {"observer", nothing, [](settings& both) { both.server.observer = counting; }},
        {"tuning", nothing, [](settings& both) { both.server.tuning.record_size = 100; }},
    };
}

std::vector<changed_setting> policy_settings() {
    using namespace onetls;
    const auto set = [](auto change) {
        return [change](settings& both) { change(both.client.policy); };
    };
    return {
        {"minimum",
         [](settings& both) { both.server.policy = test::only(protocol_version::tls1_2); },
         set([](policy& wanted) { wanted.minimum = protocol_version::tls1_3; })},
        {"maximum", nothing,
         set([](policy& wanted) { wanted.maximum = protocol_version::tls1_2; })},
        {"cipher_suites", [](settings& both) { both.server.policy = policies::modern; },
         set([](policy& wanted) {
             wanted = policies::modern.with_cipher_suites({cipher_suite::aes_256_gcm_sha384});
         })},
        {"groups",
         [](settings& both) {
             both.server.policy = policies::recommended.with_groups({named_group::secp384r1});
         },
         set([](policy& wanted) { wanted = wanted.with_groups({named_group::secp256r1}); })},
        {"signature_schemes", nothing, set([](policy& wanted) {
             wanted =
                 policies::modern.with_signature_schemes({signature_scheme::rsa_pss_rsae_sha256});
         })},
        {"minimum_rsa_bits",
         [](settings& both) {
             const auto& rsa = test::standard_rsa();
             both.client.trust = trust::only(rsa.root_pem);
             both.server.credential = test::credential_of(rsa.chain_pem, rsa.key_pem);
         },
         set([](policy& wanted) { wanted.minimum_rsa_bits = 4096; })},
        {"minimum_ec_bits", nothing, set([](policy& wanted) { wanted.minimum_ec_bits = 384; })},
        {"minimum_hash_bits", nothing, set([](policy& wanted) { wanted.minimum_hash_bits = 384; })},
        {"profile", nothing,
         set([](policy& wanted) { wanted.profile = certificate_profile::webpki; })},
        {"adapts", nothing, set([](policy& wanted) {
             wanted.groups = {named_group::secp256r1, named_group::mlkem512};
             wanted.adapts = {};
         })},
    };
}

std::vector<changed_setting> tuning_settings() {
    return {
        {"record_size", nothing, [](settings& both) { both.client.tuning.record_size = 64; }},
        {"release_buffers", nothing,
         [](settings& both) { both.client.tuning.release_buffers = true; }},
    };
}

/// Writes what became of a context, a handshake and its reports, and how much was told of it.
class trace {
public:
    template <class Pair>
    static std::string of(const settings& wanted) {
        trace made;
        events_seen = 0;
        made.note("client", Pair::client::client_context::create(wanted.client));
        made.note("server", Pair::server::server_context::create(wanted.server));
        if (made.refused_) return made.text_;
        auto ends = test::joined_pair<Pair>(wanted);
        const auto shaken = test::handshake(ends.client, ends.server);
        made.note(ends.client, shaken.client);
        made.note(ends.server, shaken.server);
        made.note_records(ends.client);
        made.note_records(ends.server);
        made.text_.append(std::to_string(events_seen)).append(" events\n");
        return made.text_;
    }

private:
    template <class T>
    void note(std::string_view what, const onetls::result<T>& made) {
        if (made) return;
        refused_ = true;
        text_.append(what).append(": ").append(onetls::message(made.error()).view()).append("\n");
    }

    /// What records carry, and what the native connection keeps between them.
    template <onetls::Stream S>
    void note_records(S& end) {
        const auto wrote = end.write_some(test::pattern(5000));
        if (wrote) text_.append(std::to_string(*wrote)).append(" bytes\n");
        if constexpr (std::same_as<decltype(end.native()), SSL*>)
            text_.append(std::to_string(SSL_get_mode(end.native()))).append(" mode\n");
    }

    template <onetls::Stream S>
    void note(const S& end, const onetls::handshake_result& shaken) {
        if (!shaken) text_.append(onetls::message(shaken.error()).view()).append("\n");
        const auto info = end.info();
        text_.append(name_of(info.version)).append(" ").append(name_of(info.suite)).append(" ");
        text_.append(info.application_protocol).append("\n");
        const auto report = end.verification();
        for (const auto& each : report.findings())
            text_.append(name_of(each.why)).append(std::to_string(each.depth)).append("\n");
        if (const auto leaf = report.presented()) describe(leaf->subject(), text_);
    }

    std::string text_;
    bool refused_ = false;
};

template <class Pair>
void check_every(const std::vector<changed_setting>& changes) {
    for (const auto& each : changes) {
        auto wanted = test::standard_settings();
        each.beside(wanted);
        const auto before = trace::of<Pair>(wanted);
        each.change(wanted);
        CAPTURE(Pair::name(), each.name, before);
        CHECK(trace::of<Pair>(wanted) != before);
    }
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("no setting of a client is ignored", "[settings]", test::pairs) {
    CHECK(client_settings().size() == members_of<onetls::client_config>());
    check_every<TestType>(client_settings());
}

TEMPLATE_LIST_TEST_CASE("no setting of a server is ignored", "[settings]", test::pairs) {
    CHECK(server_settings().size() == members_of<onetls::server_config>());
    check_every<TestType>(server_settings());
}

TEMPLATE_LIST_TEST_CASE("no setting of a policy is ignored", "[settings]", test::pairs) {
    CHECK(policy_settings().size() == members_of<onetls::policy>());
    check_every<TestType>(policy_settings());
}

TEMPLATE_LIST_TEST_CASE("no setting of the tuning is ignored", "[settings]", test::pairs) {
    CHECK(tuning_settings().size() == members_of<onetls::tuning>());
    check_every<TestType>(tuning_settings());
}

TEST_CASE("nothing changes where nothing is changed", "[settings]") {
    using pair = test::pair<onetls::openssl::backend, onetls::mbedtls::backend>;
    auto wanted = test::standard_settings();
    ask_client(wanted);

    CHECK(trace::of<pair>(wanted) == trace::of<pair>(wanted));
}

// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <onetls/file_pin_store.hpp>
#include <onetls/folder.hpp>
#include <onetls/reloadable.hpp>
#include <onetls/system_trust.hpp>

#include "backends.hpp"
#include "environment.hpp"
#include "exhaustion.hpp"
#include "loopback.hpp"
#include "pin.hpp"
#include "pki.hpp"
#include "revocation_list.hpp"
#include "verdicts.hpp"

// Contexts, chains, certificates and files with too little memory. By default some of the
// allocations fail, in the tests tagged [.long] each of them.

namespace {

using onetls::errc;
using test::heap_plan;
using test::on_heap;
using test::revocation_list;

constexpr auto all = std::numeric_limits<std::uint64_t>::max();

/// The error of what was done, if there is one.
template <class Result>
std::optional<onetls::error> failure_of(const Result& done) {
    if (done) return {};
    return static_cast<const onetls::error&>(done.error());
}

/// Has `act` lack memory, and checks that it says so. `is_whole` says of what it makes all the same
/// whether nothing is missing.
template <class Act, class IsWhole>
void starve(const std::string& what, std::uint64_t most, Act act, IsWhole is_whole,
            std::initializer_list<errc> expected = {errc::out_of_memory}) {
    const auto seen = test::exhaust(what, most, [&](heap_plan& plan) {
        const auto made = on_heap(plan, act);
        if (made) CHECK(is_whole(*made));
        return failure_of(made);
    });
    CHECK(seen.failed != 0);
    CHECK(seen.others_than(expected) == 0);
}

/// The libraries tell some lacks of memory as keys and passphrases that are wrong.
constexpr std::initializer_list<errc> expected_of_keys{errc::out_of_memory, errc::bad_input};

const auto anything = [](const auto&) { return true; };

/// What the settings of contexts name: more than the standard ones, from files where they may.
struct material {
    test::temporary_folder folder;
    std::string lists =
        revocation_list(test::standard().root) + revocation_list(test::standard().intermediate);
    std::string key_pem = test::standard().server.key().encrypted_pem("secret");
    test::certified rsa = test::standard().intermediate.issue(
        {.names = {"dns:example.net"}, .key = test::key_kind::rsa2048});
    std::string rsa_pem = rsa.pem();
    std::string rsa_key_pem = rsa.key().pem();
    std::vector<onetls::credential> others{test::credential_of(rsa_pem, rsa_key_pem)};
    std::string folder_path = folder.path();

    material() {
        folder.write("root.pem", test::standard().root_pem);
        folder.write("intermediate.pem", test::standard().intermediate.pem());
    }

    test::settings settings() const {
        auto wanted = test::standard_settings();
        wanted.server.credential.private_key = key_pem;
        wanted.server.credential.passphrase = "secret";
        wanted.server.more_credentials = others;
        wanted.server.alpn = wanted.client.alpn = {"h2", "http/1.1"};
        wanted.client.trust = onetls::trust::only(onetls::folder(folder_path));
        wanted.client.crls = lists;
        wanted.client.terms.pins = {test::pin_of(test::standard().root)};
        return wanted;
    }
};

template <class Backend>
void starve_contexts(std::uint64_t most) {
    const material given;
    const auto wanted = given.settings();
    const std::string name{Backend::name};
    const auto client = test::value_of(Backend::client_context::create(wanted.client), "client");
    const auto server = test::value_of(Backend::server_context::create(wanted.server), "server");

    starve(
        name + ", client context", all,
        [&] { return Backend::client_context::create(wanted.client); },
        [&](const auto& made) {
            return made.anchors() == client.anchors() &&
                   made.effective_policy() == client.effective_policy();
        });
    starve(
        name + ", server context", most,
        [&] { return Backend::server_context::create(wanted.server); },
        [&](const auto& made) { return made.effective_policy() == server.effective_policy(); },
        expected_of_keys);

    onetls::reloadable present{server};
    starve(
        name + ", reload", most,
        [&]() -> onetls::result<int> {
            if (auto done = present.reload(wanted.server); !done)
                return std::unexpected(done.error());
            return 1;
        },
        anything, expected_of_keys);
    CHECK(present.get().effective_policy() == server.effective_policy());
}

template <class Backend>
void starve_certificates(std::uint64_t most) {
    const auto& pki = test::standard();
    const std::string name{Backend::name};
    const auto der = pki.server.der();
    const auto is_whole = [&](const auto& made) { return std::ranges::equal(made.der(), der); };

    starve(
        name + ", certificate in PEM", most,
        [&] { return Backend::certificate::from_pem(pki.chain_pem); }, is_whole);
    starve(
        name + ", certificate in DER", most, [&] { return Backend::certificate::from_der(der); },
        is_whole);
}

/// A chain and what it is verified against off-line.
struct stored {
    std::string chain = test::standard().chain_pem;
    std::string lists =
        revocation_list(test::standard().root) + revocation_list(test::standard().intermediate);
    std::string anchors = test::standard().root_pem;
    onetls::verify_settings settings = {};

    explicit stored(const char* peer = "example.org") {
        settings.identity = *onetls::identity::parse(peer);
    }

    template <class Backend>
    auto verify() const {
        auto wanted = settings;
        wanted.trust = onetls::trust::only(anchors);
        wanted.crls = lists;
        return Backend::verify(chain, wanted);
    }
};

/// Verifies off-line. A chain that is good may be refused where memory is short, for then a reason
/// may be that something could not be checked; one that is bad is never accepted.
template <class Backend>
void starve_verification(const char* what, const stored& given, bool is_good, std::uint64_t most) {
    std::uint64_t accepted = 0;
    const auto seen =
        test::exhaust(std::string{Backend::name} + ", " + what, most, [&](heap_plan& plan) {
            const auto report = on_heap(plan, [&] { return given.verify<Backend>(); });
            if (!report) return failure_of(report);
            if (report->trusted()) ++accepted;
            if (plan.has_failed() || report->trusted() == is_good)
                return std::optional<onetls::error>{};
            return std::optional{onetls::error{errc::internal}};
        });
    CHECK(seen.failed != 0);
    CHECK(seen.others_than({errc::out_of_memory}) == 0);
    if (!is_good) CHECK(accepted == 0);
}

template <class Backend>
void starve_verifications(std::uint64_t most) {
    const auto& pki = test::standard();
    const auto stranger = test::certified::self_signed(test::authority("stranger"));
    starve_verification<Backend>("good chain", stored{}, true, most);
    starve_verification<Backend>("wrong name", stored{"example.com"}, false, most);

    stored untrusted;
    untrusted.anchors = stranger.pem();
    starve_verification<Backend>("untrusted authority", untrusted, false, most);

    stored revoked;
    revoked.lists =
        revocation_list(pki.root) + revocation_list(pki.intermediate, {.revoked = {pki.server}});
    starve_verification<Backend>("revoked", revoked, false, most);

    stored withdrawn;
    withdrawn.lists = revocation_list(pki.root, {.revoked = {pki.intermediate}}) +
                      revocation_list(pki.intermediate);
    starve_verification<Backend>("revoked authority", withdrawn, false, most);

    stored uncovered;
    uncovered.lists = revocation_list(pki.root);
    starve_verification<Backend>("no list", uncovered, false, most);

    stored mispinned;
    mispinned.settings.terms.pins = {test::pin_of(stranger)};
    starve_verification<Backend>("wrong pin", mispinned, false, most);

    stored forged;
    forged.chain = test::forged_pem() + pki.intermediate.pem();
    starve_verification<Backend>("forged signature", forged, false, most);
}

/// Has all that is done with a pin file lack memory.
void starve_pin_file(std::uint64_t most) {
    const test::temporary_folder folder;
    const auto path = folder.path("pins");
    const auto peer = *onetls::identity::parse("example.org");
    const auto other = *onetls::identity::parse("example.com");
    const auto key = test::pin_of(test::standard().server);
    const auto another = test::pin_of(test::standard().root);
    const auto store = test::value_of(onetls::file_pin_store::open(path), "store");
    REQUIRE(store.remember(peer, key));

    const auto knows = [&](const onetls::identity& whom, const onetls::key_pin& what) {
        const auto known = store.lookup(whom);
        return known && *known == what;
    };
    const auto done = [](onetls::result<void> outcome) -> onetls::result<int> {
        if (!outcome) return std::unexpected(outcome.error());
        return 1;
    };
    starve(
        "pin file, open", most, [&] { return onetls::file_pin_store::open(path); },
        [&](const auto& made) { return made.lookup(peer).value_or(std::nullopt) == key; });
    starve(
        "pin file, look up", most, [&] { return store.lookup(peer); },
        [&](const auto& known) { return known == key; });
    starve(
        "pin file, remember and forget", most,
        [&]() -> onetls::result<int> {
            (void)store.forget(other);
            return done(store.remember(other, another));
        },
        [&](int) { return knows(other, another); });
    starve(
        "pin file, replace", most,
        [&]() -> onetls::result<int> { return done(store.replace(peer, another)); },
        [&](int) { return knows(peer, another); });
    CHECK(knows(peer, another));
}

onetls::result<onetls::loaded_source> trust_of_system() {
    return onetls::trust::system().sources()[0].load();
}

void starve_system_trust(const std::string& what) {
    const auto whole = test::value_of(trust_of_system(), "system's trust");
    starve(what, all, trust_of_system,
           [&](const auto& loaded) { return loaded.characters() == whole.characters(); });
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("contexts are made whole or not at all", "[out_of_memory]",
                        test::backends) {
    starve_contexts<TestType>(60);
}

TEMPLATE_LIST_TEST_CASE("certificates are parsed whole or not at all", "[out_of_memory]",
                        test::backends) {
    starve_certificates<TestType>(all);
}

TEMPLATE_LIST_TEST_CASE("a stored chain that is to be refused is refused when memory is short",
                        "[out_of_memory]", test::backends) {
    starve_verifications<TestType>(40);
}

TEST_CASE("a pin file is read and written whole or not at all", "[out_of_memory]") {
    starve_pin_file(all);
}

TEST_CASE("a folder is read whole or not at all", "[out_of_memory]") {
    const material given;
    const auto whole = onetls::folder(given.folder_path).load();
    starve(
        "folder", all, [&] { return onetls::folder(given.folder_path).load(); },
        [&](const auto& loaded) { return loaded.bytes().size() == whole->bytes().size(); });
}

TEST_CASE("the authorities of the system are those of one place", "[out_of_memory]") {
    const material given;
    const auto bundle = given.folder.path("root.pem");
    const test::changed_variable file{"SSL_CERT_FILE", bundle.c_str()};
    const test::changed_variable folder{"SSL_CERT_DIR", given.folder_path.c_str()};
    starve_system_trust("named authorities");
}

TEST_CASE("no other place stands in for the one that there was no memory for", "[out_of_memory]") {
    const test::changed_variable file{"SSL_CERT_FILE", nullptr};
    const test::changed_variable folder{"SSL_CERT_DIR", nullptr};
    if (!trust_of_system()) SKIP("this system trusts nobody");
    starve_system_trust("system's authorities");
}

TEMPLATE_LIST_TEST_CASE("contexts are made whole whichever allocation fails", "[.long]",
                        test::backends) {
    starve_contexts<TestType>(all);
}

TEMPLATE_LIST_TEST_CASE("a stored chain is refused whichever allocation fails", "[.long]",
                        test::backends) {
    starve_verifications<TestType>(all);
}

// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <utility>

#include "bad_input.hpp"
#include "name_limits.hpp"
#include "pki.hpp"
#include "revocation_list.hpp"
#include "seeds.hpp"

/// Certificates and revocation lists, one of each kind.

namespace seeds {
namespace {

using judge::octets;
using test::certificate_spec;
using test::certified;
using test::raw_extension;

certificate_spec with(raw_extension extension) {
    return {.extensions = {std::move(extension)}};
}

/// Alternative names of every kind that the factory cannot write by itself.
raw_extension odd_names() {
    const auto name = octets({0xa4, 2,    0x30, 0, 0x88, 2,    0x2a, 3,    0xa0, 7,    6, 1,
                              0x2a, 0xa0, 2,    5, 0,    0xa3, 0,    0xa5, 0,    0x82, 0});
    return {.oid = "subjectAltName", .der = judge::element(0x30, name)};
}

}  // namespace

seed_list certificates() {
    seed_list made;
    const auto add = [&](std::string name, test::bytes der) {
        made.push_back({"der", std::move(name), std::move(der)});
    };
    const auto& pki = test::standard();
    const auto make = [&](const certificate_spec& spec) {
        return pki.intermediate.issue(spec).der();
    };
    add("root", pki.root.der());
    add("server", pki.server.der());
    add("rsa", make({.key = test::key_kind::rsa2048}));
    add("p384", make({.key = test::key_kind::p384}));
    add("ed25519", certified::self_signed({.key = test::key_kind::ed25519}).der());
    add("version-1", make({.version = 1}));
    add("version-2", make({.version = 2}));
    add("beyond-2049", make({.ends = std::chrono::hours{24 * 20'000}}));
    add("beyond-ascii", make({.common_name = "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x92 \\,\"\x01"}));
    add("mailbox", make({.names = {"email:a@example.org", "uri:https://example.org/"}}));
    add("usages", make({.extended_key_usages = {"serverAuth", "OCSPSigning", "1.2.3.4"},
                        .key_usages = {"digitalSignature", "decipherOnly"}}));
    add("odd-names", make(with(odd_names())));
    add("constraints", make(with(test::name_limits({"dns:a.org", "email:.b.org"},
                                                   {"ip:2001:db8::/ffff:ffff::", "directory:c"}))));
    add("malformed", make(with({.oid = "2.5.29.36", .der = octets({0x30})})));
    add("duplicate", make(with({.oid = "2.5.29.19", .der = octets({0x30, 0})})));
    add("unknown-critical", make(with({.oid = "1.2.3.4", .critical = true})));
    add("list", test::revocation_list(pki.root, pki.root, {.revoked = {pki.server}}));
    add("list-without-number", test::revocation_list(pki.root, pki.root, {.has_number = false}));
    auto cut_off = pki.server.der();
    cut_off.pop_back();
    add("cut-off", cut_off);
    return made;
}

}  // namespace seeds

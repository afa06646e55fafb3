// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <onetls/der.hpp>

#include "certificates.hpp"
#include "crl_encoder.hpp"
#include "encoder.hpp"
#include "seeds.hpp"

/// DER that is made by hand: elements of every type, and names to be compared.

namespace seeds {
namespace {

using test::element;
using test::encoded;
using test::hex;
using test::sequence;

encoded copy_of(onetls::der::bytes from) {
    return {from.begin(), from.end()};
}

void add_elements(seed_list& made) {
    const auto add = [&](std::string name, encoded contents) {
        made.push_back({"der", std::move(name), std::move(contents)});
    };
    add("every-extension-of-an-authority", copy_of(test::authority_der));
    add("every-extension-of-a-server", copy_of(test::server_der));
    add("integers",
        hex("02 01 00 02 01 80 02 02 00ff 02 08 7fffffffffffffff 02 09 00ffffffffffffffff"));
    add("integer-not-minimal", hex("02 02 0001"));
    add("identifiers",
        hex("06 01 2a 06 03 813403 06 09 7fffffffffffffffff 06 0a 88ffffffffffffffff7f"));
    add("strings",
        test::join({element(0x0c, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x92"), element(0x13, "a"),
                    element(0x14, "\xe9"), hex("1e 06 d83d dd12 0061 1c 04 0001f512")}));
    add("string-not-minimal", hex("0c 03 e08080"));
    add("times", test::join({element(0x17, "491231235959Z"), element(0x17, "500101000000Z"),
                             element(0x18, "20000229000000Z"), element(0x18, "19000229000000Z"),
                             element(0x18, "99991231235959Z")}));
    add("bits", hex("03 01 00 03 02 0780 03 03 04fff0 01 01 ff 01 01 00"));
    add("lengths", test::join({element(0x04, encoded(0x7f)), element(0x04, encoded(0x80)),
                               element(0x04, encoded(0x100))}));
    add("length-without-end", hex("30 80 00 00"));
    add("length-not-minimal", hex("04 81 01 00"));
    add("length-with-a-zero", test::join({hex("04 82 00 80"), encoded(0x80)}));
    add("nested", hex("30 0a 30 08 30 06 31 04 30 02 30 00"));
    add("small-list", test::encode(test::crl_parts{.revoked = {test::withdrawn(hex("05"))}}));
    add("odd-attributes",
        test::encode({.subject = sequence(
                          {test::set({sequence({hex("06 01 2a"), hex("05 00")})}),
                           test::set({sequence({hex("06 03 550403"), element(0x13, " #a ")}),
                                      sequence({hex("06 03 55040a"), element(0x0c, "+,;")})})})}));
}

/// A name of a step for each of `values`, as the common name.
encoded directory(const std::vector<std::string_view>& values) {
    std::vector<encoded> steps;
    for (const auto each : values)
        steps.push_back(test::set({sequence({hex("06 03 550403"), element(0x0c, each)})}));
    return sequence(steps);
}

struct comparison {
    std::string_view host;
    std::string_view shown;
    std::vector<encoded> names;
    encoded limits = {};
    std::vector<std::string_view> steps = {"a"};
};

encoded encode(const comparison& each) {
    return test::join({element(0x0c, each.host), element(0x0c, each.shown), sequence(each.names),
                       each.limits, directory(each.steps), directory({"A"}), directory({})});
}

encoded permitting(const std::vector<encoded>& bases) {
    std::vector<encoded> trees;
    for (const auto& each : bases) trees.push_back(sequence({each}));
    return sequence({element(0xa0, test::join(trees))});
}
encoded excluding(const std::vector<encoded>& bases) {
    auto made = permitting(bases);
    made[2] = std::byte{0xa1};
    return made;
}

encoded dns(std::string_view name) {
    return element(0x82, name);
}
encoded mailbox(std::string_view name) {
    return element(0x81, name);
}
encoded uri(std::string_view name) {
    return element(0x86, name);
}

void add_hosts(seed_list& made) {
    const auto add = [&](std::string name, const comparison& each) {
        made.push_back({"names", std::move(name), encode(each)});
    };
    add("same", {"example.org", "Example.ORG", {dns("example.org")}});
    add("wildcard", {"www.example.org", "*.example.org", {dns("*.example.org")}});
    add("wide-wildcard", {"example.org", "*.org", {dns("*.org")}});
    add("dot", {"example.org.", "example.org.", {dns("example.org.")}});
    add("ipv4", {"192.0.2.1", "192.0.2.01", {hex("87 04 c0000201")}});
    add("ipv6",
        {"[2001:db8::1]", "1:2:3:4:5:6:7::", {hex("87 10 20010db8000000000000000000000001")}});
    add("ipv4-in-ipv6", {"::ffff:192.0.2.1", "1:2:3:4:5:6:1.2.3.4", {}});
    add("too-many-groups", {"1:2:3:4::5:6:7:8", "::1:2:3:4:5:6:7:8", {}});
    add("not-hosts", {"-a.org", "0x7f.1", {dns(""), dns("*."), dns("*.*")}});
}

void add_constraints(seed_list& made) {
    const auto add = [&](std::string name, const std::vector<encoded>& names, encoded limits) {
        made.push_back({"names", std::move(name),
                        encode({"a.org", "b.org", names, std::move(limits), {"a", " B  c "}})});
    };
    const std::vector names{dns("a.example.org"), dns("*.example.org"), mailbox("a@example.org"),
                            uri("https://b@example.org:1/c"), hex("87 04 c0000201")};
    const auto network = hex("87 08 c0000200 ffffff00");
    const auto neighbour = hex("87 08 c0000202 ffffffff");
    add("permitted", names,
        permitting({dns("example.org"), network, mailbox("example.org"), uri("")}));
    add("not-permitted", names, permitting({dns("a.example.org")}));
    add("excluded", names, excluding({dns("b.example.org"), mailbox(".example.org"), uri(".org")}));
    add("not-excluded", names, excluding({dns("example.com"), mailbox("b@example.org")}));
    add("no-label", {dns("notexample.org")}, permitting({dns("example.org")}));
    add("neighbour", {hex("87 04 c0000201")}, permitting({neighbour}));
    add("odd-mask", names, permitting({hex("87 08 c0000200 ff00ff00")}));
    add("directories", {element(0xa4, directory({"a", "b"}))},
        permitting({element(0xa4, directory({"A"}))}));
    add("other-kinds", {hex("88 01 2a"), hex("a0 07 06 01 2a a0 02 05 00")},
        excluding({hex("88 01 2a")}));
}

/// Names of which one has two attributes in its only step, and the other just the first of them.
void add_directories(seed_list& made) {
    const auto first = sequence({hex("06 03 550403"), element(0x0c, "a")});
    const auto second = sequence({hex("06 03 55040a"), element(0x13, "b")});
    const auto name = test::join({element(0x0c, "a.org"), element(0x0c, "b.org"), sequence({}),
                                  sequence({}), sequence({test::set({first, second})}),
                                  sequence({test::set({first})}), sequence({})});
    made.push_back({"names", "two-attributes", name});
}

}  // namespace

seed_list encodings() {
    seed_list made;
    add_elements(made);
    add_hosts(made);
    add_constraints(made);
    add_directories(made);
    return made;
}

}  // namespace seeds

// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "hello_encoder.hpp"
#include "seeds.hpp"

/// Messages of TLS that are made by hand.

namespace seeds {
namespace {

using test::tls::bytes;
using test::tls::characters;
using test::tls::extension;
using test::tls::hello_body;
using test::tls::joined;
using test::tls::number;
using test::tls::numbers;
using test::tls::protocols;
using test::tls::server_name;
using test::tls::vector;

void add_hellos(seed_list& made) {
    const auto add = [&](std::string name, const bytes& body) {
        made.push_back({"client_hello", std::move(name), body});
    };
    const auto whole = hello_body(
        {server_name("Example.org"), protocols({"h2", "http/1.1"}),
         extension(10, vector(2, numbers({0x001D, 0x4588, 0x0017}))),
         extension(13, vector(2, numbers({0x0403, 0x0804}))),
         extension(43, vector(1, numbers({0x0304, 0x0303}))), extension(0xFF01, bytes(1))},
        {0x1302, 0x5A5A, 0x1301});
    add("whole", whole);
    add("cut-off", {whole.begin(), whole.end() - 3});
    add("no-list", bytes(whole.begin(), whole.begin() + 78));
    add("old", {hello_body({}, {0x002F}, 0x0302)});
    const auto without = hello_body({});
    add("without-extensions", {without.begin(), without.end() - 2});
    add("behind-the-end", joined({without, bytes(1)}));
    add("twice", hello_body({server_name("a.org"), server_name("b.org")}));
    add("other-kind-of-name",
        hello_body({extension(0, vector(2, joined({number(1, 1), vector(2, characters("x")),
                                                   number(0, 1), vector(2, characters("y"))})))}));
    add("half-a-code", hello_body({extension(10, vector(2, bytes(3)))}));
    add("empty-protocol", hello_body({protocols({"h2", "", "http/1.1"})}));
    add("empty-versions", hello_body({extension(43, {})}));
}

}  // namespace

seed_list wires() {
    seed_list made;
    add_hellos(made);
    return made;
}

}  // namespace seeds

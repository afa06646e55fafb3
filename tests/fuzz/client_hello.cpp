// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <onetls/client_hello.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/detail/key_exchange.hpp>

#include "elements.hpp"
#include "hello_model.hpp"
#include "promise.hpp"

/// What a server reads of a client before anything is agreed on: ClientHello, and what it offers.
///
/// An input is the body of the message.

namespace {

using fuzz::bytes;
using fuzz::hello_model;
using fuzz::milestone;
using fuzz::promise;
using onetls::client_hello;
using onetls::protocol_version;

milestone read_hello{"a ClientHello"};
milestone without_extensions{"a ClientHello without extensions"};
milestone named{"a host that is asked for"};
milestone protocols{"protocols that are offered"};
milestone groups{"groups that are offered"};
milestone schemes{"signature schemes that are offered"};
milestone modern{"a client of TLS 1.3"};
milestone no_hello{"a message that is none"};

/// Promises that `offered` are `expected`, in their order.
void check_codes(const auto& offered, const std::vector<unsigned>& expected) {
    std::vector<unsigned> listed;
    for (const auto each : offered) listed.push_back(static_cast<unsigned>(each));
    promise(listed == expected, "code points are read in their order");
    promise(offered.size() == expected.size() && offered.size() <= 0x8000, "they are counted");
    using code = std::decay_t<decltype(*offered.begin())>;
    for (const auto each : expected)
        promise(offered.contains(static_cast<code>(each)), "what is offered is found");
    const bool has_ecdsa = std::ranges::find(expected, 0x0403U) != expected.end();
    promise(offered.contains(code{0x0403}) == has_ecdsa, "what is not offered is not found");
}

void check_protocols(const client_hello& hello, const hello_model& model, bytes input) {
    const auto expected = fuzz::names_in(model.list_in(16, 2));
    const auto offered = hello.application_protocols();
    std::size_t count = 0;
    for (const auto each : offered) {
        promise(count < expected.size() && each == expected[count], "protocols are in order");
        promise(fuzz::lies_within(onetls::detail::as_bytes(each), input), "they lie within it");
        promise(offered.contains(each), "what is offered is found");
        ++count;
    }
    promise(count == expected.size() && offered.empty() == expected.empty(), "none is missed");
    if (count != 0) protocols.reach();
}

void check_hello(const client_hello& hello, const hello_model& model, bytes input) {
    const auto name = hello.server_name();
    promise(name == model.server_name(), "the host is what was sent");
    promise(fuzz::lies_within(onetls::detail::as_bytes(name), input), "it lies within the message");
    check_protocols(hello, model, input);
    check_codes(hello.cipher_suites(), fuzz::codes_in(model.suites));
    check_codes(hello.groups(), fuzz::codes_in(model.list_in(10, 2)));
    check_codes(hello.signature_schemes(), fuzz::codes_in(model.list_in(13, 2)));
    for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3})
        promise(hello.offers(version) == model.offers(static_cast<unsigned>(version)),
                "versions are those of the extension, else the old one");
}

void note_reached(const client_hello& hello, const hello_model& model) {
    read_hello.reach();
    if (model.extensions.empty()) without_extensions.reach();
    if (!hello.server_name().empty()) named.reach();
    if (!hello.groups().empty()) groups.reach();
    if (!hello.signature_schemes().empty()) schemes.reach();
    if (hello.offers(protocol_version::tls1_3)) modern.reach();
}

/// What is read of any message as long as keys are agreed on.
void check_message(bytes input) {
    onetls::detail::presentation_reader reader{input};
    const auto message = onetls::detail::handshake_message::read(reader);
    static_cast<void>(onetls::detail::group_in(message));
    static_cast<void>(onetls::detail::scheme_in(message));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = std::as_bytes(std::span{data, size});
    check_message(input);
    const auto hello = client_hello::read(input);
    const auto model = hello_model::read(input);
    promise(hello.has_value() == model.has_value(), "a ClientHello is read whole, or not at all");
    if (!hello) return no_hello.reach(), 0;
    check_hello(*hello, *model, input);
    note_reached(*hello, *model);
    return 0;
}

// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <ctime>
#include <span>
#include <string>
#include <string_view>

#include <onetls/detail/bytes.hpp>
#include <onetls/error.hpp>
#include <onetls/identity.hpp>
#include <onetls/source.hpp>
#include <onetls/trust.hpp>
#include <onetls/verification.hpp>
#include <onetls/verify_settings.hpp>

#include "pki.hpp"

/// What the tests with input that nobody should send have in common.

namespace judge {

using test::bytes;

/// Seconds of processor time: a busy machine does not count.
class stopwatch {
public:
    double seconds() const {
        return static_cast<double>(std::clock() - begin_) / static_cast<double>(CLOCKS_PER_SEC);
    }

private:
    std::clock_t begin_ = std::clock();
};

/// Long enough under sanitizers and without optimization; what grows without bounds takes longer.
inline constexpr double at_most_seconds = 10;

inline onetls::source source_of(const bytes& der) {
    return std::span<const std::byte>{der};
}

/// Verifies `chain` for `peer` against `anchors` alone.
template <class B>
onetls::result<onetls::verification> verify(onetls::source chain, std::string_view anchors,
                                            std::string_view peer = "example.org") {
    return B::verify(chain, {.trust = onetls::trust::only(anchors),
                             .identity = onetls::identity::parse(peer).value()});
}

/// Says whether `chain` is refused in time and for a reason, be it that it cannot be read at all.
template <class B>
bool refuses(onetls::source chain, std::string_view anchors = test::standard().root_pem) {
    const stopwatch watch;
    const auto found = verify<B>(chain, anchors);
    if (watch.seconds() > at_most_seconds) return false;
    if (!found) return found.error().code == onetls::errc::bad_input;
    return !found->trusted() && !found->findings().empty();
}

/// `size` bytes, `pattern` again and again.
inline bytes repeated(std::size_t size, const bytes& pattern) {
    bytes made(size);
    for (std::size_t index = 0; index != size; ++index)
        made[index] = pattern[index % pattern.size()];
    return made;
}

inline bytes octets(std::initializer_list<unsigned> values) {
    bytes made;
    for (const auto each : values) made.push_back(static_cast<std::byte>(each));
    return made;
}

/// One element of DER, of less than 16 MiB: the length takes three bytes.
inline bytes element(unsigned tag, std::span<const std::byte> contents) {
    const auto size = static_cast<unsigned>(contents.size());
    auto made = octets({tag, 0x83, size >> 16, size >> 8 & 0xffU, size & 0xffU});
    // DER wants the shortest form.
    if (size < 0x10000) made = octets({tag, 0x82, size >> 8, size & 0xffU});
    if (size < 0x100) made = octets({tag, 0x81, size});
    if (size < 0x80) made = octets({tag, size});
    made.insert(made.end(), contents.begin(), contents.end());
    return made;
}

inline bytes element(unsigned tag, std::string_view contents) {
    return element(tag, onetls::detail::as_bytes(contents));
}

inline void append(bytes& whole, const bytes& part) {
    whole.insert(whole.end(), part.begin(), part.end());
}

/// A server's certificate as `spec` says, by the standard intermediate, and that.
inline std::string chain_of(const test::certificate_spec& spec) {
    const auto& issuer = test::standard().intermediate;
    return issuer.issue(spec).pem() + issuer.pem();
}

}  // namespace judge

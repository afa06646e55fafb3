// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "encoder.hpp"

/// Makes certificate revocation lists by hand, well-formed or not.
namespace test {

/// An entry: a serial number, given as bytes, and the date of the withdrawal.
inline encoded withdrawn(const encoded& serial, const encoded& extensions = {}) {
    return sequence({element(0x02, serial), element(0x17, "260301000000Z"), extensions});
}

/// The extension that numbers a list.
inline encoded crl_number() {
    return extension(20, hex("02 01 01"));
}

/// The parts of a list, each as it is encoded.
struct crl_parts {
    encoded version = hex("02 01 01");
    encoded algorithm = hex("30 0a 06 08 2a8648ce3d040302");
    encoded issuer = name("issuer");
    encoded this_update = element(0x17, "260101000000Z");
    encoded next_update = element(0x17, "270101000000Z");
    std::vector<encoded> revoked{};
    std::vector<encoded> extensions{crl_number()};
    encoded after_extensions{};
};

inline encoded encode(const crl_parts& parts) {
    const auto revoked = parts.revoked.empty() ? encoded{} : sequence(parts.revoked);
    const auto extensions =
        parts.extensions.empty() ? encoded{} : element(0xa0, sequence(parts.extensions));
    const auto to_be_signed =
        sequence({parts.version, parts.algorithm, parts.issuer, parts.this_update,
                  parts.next_update, revoked, extensions, parts.after_extensions});
    return sequence({to_be_signed, parts.algorithm, hex("03 03 00 0102")});
}

}  // namespace test

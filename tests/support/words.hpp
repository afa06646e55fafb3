// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ostream>

#include <onetls/error.hpp>
#include <onetls/protocol.hpp>
#include <onetls/reason.hpp>
#include <onetls/registry.hpp>
#include <onetls/trust.hpp>

/// How Catch2 prints what a check compared. Found by argument-dependent lookup.

namespace onetls {

inline std::ostream& operator<<(std::ostream& out, errc code) {
    return out << name_of(code);
}
inline std::ostream& operator<<(std::ostream& out, field where) {
    return out << (where == field::none ? "no field" : name_of(where));
}
inline std::ostream& operator<<(std::ostream& out, cause why) {
    return out << (why == cause::none ? "no cause" : name_of(why));
}
inline std::ostream& operator<<(std::ostream& out, alert_description alert) {
    return out << name_of(alert);
}
inline std::ostream& operator<<(std::ostream& out, reason why) {
    return out << name_of(why);
}
inline std::ostream& operator<<(std::ostream& out, protocol_version code) {
    return out << name_of(code);
}
inline std::ostream& operator<<(std::ostream& out, cipher_suite code) {
    return out << name_of(code);
}
inline std::ostream& operator<<(std::ostream& out, named_group code) {
    return out << name_of(code);
}
inline std::ostream& operator<<(std::ostream& out, signature_scheme code) {
    return out << name_of(code);
}
inline std::ostream& operator<<(std::ostream& out, anchor_count count) {
    return out << "{" << count.loaded << " loaded, " << count.skipped << " skipped}";
}

}  // namespace onetls

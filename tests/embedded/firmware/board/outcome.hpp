// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/verification.hpp>

#include "memory.hpp"
#include "semihosting.hpp"

/// How images tell what came of them: in words on the console, and as the emulator's status.
namespace board {

/// Status of an image that failed with the code 0; the others follow.
inline constexpr int first_failure = 16;

/// An image has found something that it should not have.
inline constexpr int broken_promise = 80;

inline void print(onetls::error failure) noexcept {
    print(onetls::message(failure));
    print("\n");
}

inline void print(const onetls::verification& report) noexcept {
    for (const auto& each : report.findings()) {
        print("refused: ");
        print(name_of(each.why));
        print("\n");
    }
    for (const auto& each : report.tolerated()) {
        print("tolerated: ");
        print(name_of(each.why));
        print("\n");
    }
}

inline int status_of(onetls::error failure) noexcept {
    print(failure);
    return first_failure + static_cast<int>(failure.code);
}

inline int status_of(const onetls::handshake_result& outcome) noexcept {
    if (outcome) return 0;
    print(outcome.error().report);
    return status_of(static_cast<onetls::error>(outcome.error()));
}

inline int status_of(const onetls::result<void>& outcome) noexcept {
    return outcome ? 0 : status_of(outcome.error());
}

}  // namespace board

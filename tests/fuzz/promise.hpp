// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <span>
#include <utility>

/// What a fuzzer calls, once for each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// What every target needs: promises that hold whatever the input is.
namespace fuzz {

using bytes = std::span<const std::byte>;

/// Ends the program unless `kept`: the fuzzer keeps the input then, and the replay fails.
inline void promise(bool kept, const char* what,
                    const std::source_location& where = std::source_location::current()) {
    if (kept) return;
    std::fprintf(stderr, "%s:%u: a broken promise: %s\n", where.file_name(),
                 static_cast<unsigned>(where.line()), what);
    std::abort();
}

/// What the corpus of a target has to lead to: promises about certificates are worth nothing where
/// no input is one.
class milestone {
public:
    explicit milestone(const char* name) noexcept
        : name_{name}, next_{std::exchange(newest_, this)} {}
    milestone(const milestone&) = delete;
    milestone& operator=(const milestone&) = delete;

    void reach() noexcept { reached_ = true; }

    /// Calls `visit(name)` for each that was not reached.
    template <class Visit>
    static void for_each_missed(Visit visit) {
        for (const auto* each = newest_; each != nullptr; each = each->next_)
            if (!each->reached_) visit(each->name_);
    }

private:
    static inline milestone* newest_ = nullptr;

    const char* name_;
    milestone* next_;
    bool reached_ = false;
};

}  // namespace fuzz

// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include <onetls/testing.hpp>

namespace test {

/// A pipe with faults that remembers what the stream did with it within one call.
class watched_pipe {
public:
    explicit watched_pipe(onetls::testing::faulty_pipe inner) : inner_{std::move(inner)} {}

    onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        ++reads_;
        return note(inner_.read_some(into));
    }
    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        return note(inner_.write_some(from));
    }

    void forget() noexcept { calls_ = reads_ = 0; }
    int calls() const noexcept { return calls_; }
    int reads() const noexcept { return reads_; }
    std::optional<onetls::error> last_failure() const noexcept { return last_failure_; }
    void cut() noexcept { inner_.close(); }
    std::size_t bytes_read() const noexcept { return inner_.bytes_read(); }
    std::size_t bytes_written() const noexcept { return inner_.bytes_written(); }

private:
    onetls::result<std::size_t> note(onetls::result<std::size_t> done) noexcept {
        ++calls_;
        last_failure_ = done ? std::nullopt : std::optional{done.error()};
        return done;
    }

    onetls::testing::faulty_pipe inner_;
    int calls_ = 0;
    int reads_ = 0;
    std::optional<onetls::error> last_failure_;
};

}  // namespace test

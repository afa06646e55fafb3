// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <expected>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <onetls/error.hpp>

namespace bench::links {

/// One end of a pipe in memory that takes no room while it is empty, so that as many fit as are
/// wanted.
class thin_pipe {
public:
    using queue = std::vector<std::byte>;

    thin_pipe(std::shared_ptr<queue> in, std::shared_ptr<queue> out)
        : in_{std::move(in)}, out_{std::move(out)} {}

    onetls::result<std::size_t> read_some(std::span<std::byte> into) noexcept {
        const auto taken = std::min(into.size(), in_->size());
        if (taken == 0) return std::unexpected(onetls::error{onetls::errc::want_read});
        std::ranges::copy(std::span{*in_}.first(taken), into.begin());
        in_->erase(in_->begin(), in_->begin() + static_cast<std::ptrdiff_t>(taken));
        if (in_->empty()) queue{}.swap(*in_);
        return taken;
    }
    onetls::result<std::size_t> write_some(std::span<const std::byte> from) noexcept {
        out_->insert(out_->end(), from.begin(), from.end());
        return from.size();
    }

private:
    std::shared_ptr<queue> in_;
    std::shared_ptr<queue> out_;
};

struct thin {
    using end = thin_pipe;

    static std::pair<end, end> make() {
        const auto there = std::make_shared<thin_pipe::queue>();
        const auto back = std::make_shared<thin_pipe::queue>();
        return {end{there, back}, end{back, there}};
    }
};

}  // namespace bench::links

// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>

#include <onetls/certificate_view.hpp>
#include <onetls/crl_view.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/error.hpp>

namespace onetls {

namespace detail {

inline constexpr auto walk_certificates = [](auto bytes, auto take) {
    return for_each_certificate(bytes, take);
};
inline constexpr auto walk_crls = [](auto bytes, auto take) { return for_each_crl(bytes, take); };

}  // namespace detail

/// Objects that were read once, to be looked through many times. Those that cannot be read are
/// counted and left out.
template <class View, auto Walk>
class view_pool {
public:
    view_pool() noexcept = default;
    view_pool(view_pool&&) noexcept = default;
    view_pool& operator=(view_pool&&) noexcept = default;

    /// Reads all objects in each of `inputs`: one in DER, any number in PEM.
    ///
    /// Errors: out_of_memory.
    static result<view_pool> read(std::span<const std::span<const std::byte>> inputs) noexcept {
        std::size_t size = 0;
        for (const auto& each : inputs) size += each.size();
        view_pool pool;
        pool.der_ = detail::owned_bytes::allocate(size + 1);
        pool.views_ = detail::owned_bytes::allocate((size / least_size + 1) * sizeof(View));
        if (!pool.der_ || !pool.views_) return std::unexpected(error{errc::out_of_memory});
        const auto take = [&](std::span<const std::byte> der) { return pool.take(der); };
        for (const auto& each : inputs)
            if (auto taken = Walk(each, take); !taken) return std::unexpected(taken.error());
        return pool;
    }

    /// Reads objects that somebody else keeps: `for_each` calls back with the DER of one after the
    /// other, and does so twice.
    ///
    /// Lifetime: the views borrow from that DER.
    /// Errors: out_of_memory.
    template <class ForEach>
    static result<view_pool> borrow(ForEach for_each) noexcept {
        std::size_t count = 0;
        for_each([&](std::span<const std::byte>) { ++count; });
        view_pool pool;
        pool.views_ = detail::owned_bytes::allocate((count + 1) * sizeof(View));
        if (!pool.views_) return std::unexpected(error{errc::out_of_memory});
        for_each([&](std::span<const std::byte> der) { pool.keep(der); });
        return pool;
    }

    std::span<const View> views() const noexcept {
        return {reinterpret_cast<const View*>(views_.span().data()), count_};
    }
    std::size_t skipped() const noexcept { return skipped_; }

    /// Says whether the first object could not be read: what follows does not take its place.
    bool first_skipped() const noexcept { return first_skipped_; }

private:
    // None is smaller: a certificate has two names, two dates, a key and a signature.
    static constexpr std::size_t least_size = 64;

    result<void> take(std::span<const std::byte> der) noexcept {
        // What is decoded is never larger than what it was written as.
        const auto place = der_.span().subspan(used_).first(der.size());
        std::copy_n(der.begin(), der.size(), place.begin());
        if (keep(place)) used_ += place.size();
        return {};
    }

    bool keep(std::span<const std::byte> der) noexcept {
        const auto view = View::parse(der);
        if (view) {
            new (views_.span().data() + count_++ * sizeof(View)) View{*view};
        } else {
            first_skipped_ = first_skipped_ || count_ == 0;
            ++skipped_;
        }
        return view.has_value();
    }

    detail::owned_bytes der_;
    detail::owned_bytes views_;
    std::size_t used_ = 0;
    std::size_t count_ = 0;
    std::size_t skipped_ = 0;
    bool first_skipped_ = false;
};

using certificate_pool = view_pool<certificate_view, detail::walk_certificates>;
using crl_pool = view_pool<crl_view, detail::walk_crls>;

}  // namespace onetls

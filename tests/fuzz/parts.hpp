// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <onetls/der.hpp>
#include <onetls/detail/bytes.hpp>

#include "encoder.hpp"
#include "promise.hpp"

namespace fuzz {

/// The contents of the elements that an input is made of; nothing where there is no further one.
class parts {
public:
    explicit parts(bytes input) : rest_{input} {}

    bytes take() {
        const auto next = rest_.next();
        return next ? next->contents : bytes{};
    }
    std::string_view characters() { return onetls::detail::as_characters(take()); }

    /// The contents as a SEQUENCE, whatever the element was.
    test::encoded sequence() {
        const auto contents = take();
        return test::element(0x30, test::encoded{contents.begin(), contents.end()});
    }

private:
    onetls::der::reader rest_;
};

}  // namespace fuzz

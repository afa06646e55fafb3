// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/openssl/bodies/made_once.hpp>
#include <onetls/openssl/handle.hpp>
#include <onetls/openssl/transport_callbacks.hpp>

namespace onetls::openssl {

template <class Unit>
const BIO_METHOD* detail::method_of(const transport_calls& calls, method_in_use& known) noexcept {
    return made_once(known, [&] {
        bio_method_handle made{BIO_meth_new(BIO_TYPE_SOURCE_SINK, "onetls transport")};
        if (!made) return made;
        BIO_meth_set_read_ex(made.get(), calls.pull);
        BIO_meth_set_write_ex(made.get(), calls.push);
        BIO_meth_set_ctrl(made.get(), &control);
        return made;
    });
}

}  // namespace onetls::openssl

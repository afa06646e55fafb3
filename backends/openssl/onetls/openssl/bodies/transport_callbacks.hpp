// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>

#include <onetls/openssl/handle.hpp>
#include <onetls/openssl/transport_callbacks.hpp>

namespace onetls::openssl {

template <class Unit>
const BIO_METHOD* detail::method_of(const transport_calls& calls,
                                    const BIO_METHOD*& known) noexcept {
    const std::atomic_ref kept{known};
    if (const auto* const method = kept.load(std::memory_order_acquire)) return method;
    bio_method_handle made{BIO_meth_new(BIO_TYPE_SOURCE_SINK, "onetls transport")};
    if (!made) return nullptr;
    BIO_meth_set_read_ex(made.get(), calls.pull);
    BIO_meth_set_write_ex(made.get(), calls.push);
    BIO_meth_set_ctrl(made.get(), &control);
    const BIO_METHOD* first = nullptr;
    if (!kept.compare_exchange_strong(first, made.get(), std::memory_order_acq_rel)) return first;
    return made.release();
}

}  // namespace onetls::openssl

// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "compiled.hpp"

using namespace onetls;

template <Backend B>
result<stream_of<B>> serve(const credential& shown, memory_pipe pipe) {
    const auto context = B::server_context::create({.credential = shown});
    if (!context) return std::unexpected(context.error());
    return stream_of<B>::server(*context, std::move(pipe));
}

template result<stream_of<openssl::backend>> serve<openssl::backend>(const credential&,
                                                                     memory_pipe);
template result<stream_of<mbedtls::backend>> serve<mbedtls::backend>(const credential&,
                                                                     memory_pipe);

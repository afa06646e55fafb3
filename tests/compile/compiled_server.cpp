// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "compiled.hpp"

using namespace onetls;

result<server_stream> serve(const credential& shown, memory_pipe pipe) {
    const auto context = openssl::server_context::create({.credential = shown});
    if (!context) return std::unexpected(context.error());
    return server_stream::server(*context, std::move(pipe));
}

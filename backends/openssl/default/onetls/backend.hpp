// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/concepts.hpp>
#include <onetls/openssl/backend.hpp>

namespace onetls {

/// The backend that the build selected, and its types.
using backend = openssl::backend;
using certificate = backend::certificate;
using client_context = backend::client_context;
using server_context = backend::server_context;
template <Transport T>
using stream = backend::stream<T>;

}  // namespace onetls

// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/mbedtls/backend.hpp>
#include <onetls/memory_pipe.hpp>
#include <onetls/openssl/backend.hpp>

template <onetls::Backend B>
using stream_of = typename B::template stream<onetls::memory_pipe>;

/// Makes in another file what compiled.cpp talks to: the server's end, of either backend.
template <onetls::Backend B>
onetls::result<stream_of<B>> serve(const onetls::credential& shown, onetls::memory_pipe pipe);

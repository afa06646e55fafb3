// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/memory_pipe.hpp>
#include <onetls/openssl/backend.hpp>

using client_stream = onetls::openssl::stream<onetls::memory_pipe>;
using server_stream = onetls::openssl::stream<onetls::memory_pipe>;

/// Makes in another file what compiled.cpp talks to.
onetls::result<server_stream> serve(const onetls::credential& shown, onetls::memory_pipe pipe);

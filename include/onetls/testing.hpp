// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What programs need to test their own use of the library: transports that make trouble, streams
/// joined in memory, and certificates made on the spot.
///
/// Everything random follows from a seed. The authority needs a backend to sign with:
/// <onetls/openssl/testing.hpp> or <onetls/mbedtls/testing.hpp>.

#include <onetls/testing/authority.hpp>
#include <onetls/testing/faults.hpp>
#include <onetls/testing/faulty_transport.hpp>
#include <onetls/testing/random_numbers.hpp>
#include <onetls/testing/stream_pair.hpp>

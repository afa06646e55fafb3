// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/concepts.hpp>
#include <onetls/explanation.hpp>
#include <onetls/key_update.hpp>
#include <onetls/mbedtls/backend.hpp>
#include <onetls/mbedtls/bodies/certificate.hpp>
#include <onetls/mbedtls/bodies/compat.hpp>
#include <onetls/mbedtls/bodies/connection.hpp>
#include <onetls/mbedtls/bodies/context.hpp>
#include <onetls/mbedtls/bodies/wire.hpp>
#include <onetls/mbedtls/path_validator.hpp>
#include <onetls/mbedtls/policy.hpp>
#include <onetls/standard_trust.hpp>
#include <onetls/verify_settings.hpp>

namespace onetls::mbedtls::detail {

template <class Unit>
result<verification> offline<Unit>::verify(source chain, const verify_settings& settings) noexcept {
    return mbedtls::verify(chain, settings);
}

template <class Unit>
result<policy> offline<Unit>::effective(const policy& wanted) noexcept {
    return mbedtls::effective(wanted);
}

}  // namespace onetls::mbedtls::detail

namespace onetls::mbedtls {

static_assert(Backend<backend>);
static_assert(Certificate<certificate>);
static_assert(ClientContext<client_context> && ServerContext<server_context>);
static_assert(!ServerContext<client_context> && !ClientContext<server_context>);

}  // namespace onetls::mbedtls

// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/concepts.hpp>
#include <onetls/explanation.hpp>
#include <onetls/openssl/backend.hpp>
#include <onetls/openssl/bodies/certificate.hpp>
#include <onetls/openssl/bodies/connection.hpp>
#include <onetls/openssl/bodies/context.hpp>
#include <onetls/openssl/bodies/transport_callbacks.hpp>
#include <onetls/openssl/path_validator.hpp>
#include <onetls/openssl/policy.hpp>
#include <onetls/standard_trust.hpp>
#include <onetls/system_trust.hpp>
#include <onetls/verify_settings.hpp>

namespace onetls::openssl::detail {

template <class Unit>
result<verification> offline<Unit>::verify(source chain, const verify_settings& settings) noexcept {
    return openssl::verify(chain, settings);
}

template <class Unit>
result<policy> offline<Unit>::effective(const policy& wanted) noexcept {
    return openssl::effective(wanted);
}

}  // namespace onetls::openssl::detail

namespace onetls::openssl {

static_assert(Backend<backend>);
static_assert(Certificate<certificate>);
static_assert(ClientContext<client_context> && ServerContext<server_context>);
static_assert(!ServerContext<client_context> && !ClientContext<server_context>);

}  // namespace onetls::openssl

// SPDX-License-Identifier: BSL-1.0
// The bodies of the backend, once for all files of a program.

#include <cstddef>
#include <span>

#include <onetls/explanation.hpp>
#include <onetls/mbedtls/backend.hpp>
#include <onetls/mbedtls/bodies/backend.hpp>
#include <onetls/mbedtls/compiled.hpp>
#include <onetls/standard_trust.hpp>

namespace onetls {

template text<1024> detail::explain<void>(const verification&) noexcept;
template trust detail::standard_trust<void>() noexcept;
template trust detail::system_trust<void>() noexcept;

namespace mbedtls {

template class basic_connection<void>;
template void wire::note_received<void>(std::span<const std::byte>) noexcept;
template void wire::note_group<void>(std::span<const std::byte>) noexcept;
template void detail::destroy_context<void>(const context_base*) noexcept;
template struct detail::certificate_reader<void>;
template struct detail::context_maker<void>;
template struct detail::offline<void>;

}  // namespace mbedtls
}  // namespace onetls

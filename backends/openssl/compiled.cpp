// SPDX-License-Identifier: BSL-1.0
// The bodies of the backend, once for all files of a program.

#include <onetls/explanation.hpp>
#include <onetls/openssl/backend.hpp>
#include <onetls/openssl/bodies/backend.hpp>
#include <onetls/standard_trust.hpp>
#include <onetls/system_trust.hpp>

namespace onetls {

template text<1024> detail::explain<void>(const verification&) noexcept;
template trust detail::standard_trust<void>() noexcept;
template trust detail::system_trust<void>() noexcept;

namespace openssl {

template class basic_connection<void>;
template const BIO_METHOD* detail::method_of<void>(const transport_calls&, method_in_use&) noexcept;
template void detail::destroy_context<void>(const context_base*) noexcept;
template struct detail::certificate_reader<void>;
template struct detail::context_maker<void>;
template struct detail::offline<void>;

}  // namespace openssl
}  // namespace onetls

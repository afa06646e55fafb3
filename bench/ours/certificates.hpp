// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <onetls/concepts.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/file.hpp>
#include <onetls/system_trust.hpp>

#include "../harness/check.hpp"
#include "../material/system_bundle.hpp"
#include "../rows/calling.hpp"
#include "checked.hpp"

namespace bench {

template <onetls::Backend B>
void parse_certificate(const credentials& shown) {
    checked(B::certificate::from_der(onetls::detail::as_bytes(std::string_view{shown.chain_der})));
}

template <onetls::Backend B>
void verify_chain(const credentials& shown) {
    onetls::verify_settings settings;
    settings.trust = onetls::trust::only(shown.anchor);
    settings.identity = checked(onetls::identity::parse(host));
    const auto found = checked(B::verify(shown.chain, settings));
    require(found.trusted(), "trusting the chain");
}

/// What the first context of a process does that trusts the system.
template <onetls::Backend B>
void read_anchors(const credentials&) {
    checked(B::client_context::create({.trust = onetls::trust::only(onetls::file(system_bundle))}));
}

template <onetls::Backend B>
void make_context(const credentials&) {
    checked(B::client_context::create({}));
}

template <onetls::Backend B>
inline constexpr certificate_functions certificates_of{&parse_certificate<B>, &verify_chain<B>,
                                                       &read_anchors<B>, &make_context<B>};

}  // namespace bench

// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch_test_macros.hpp>

#include <onetls/application_defaults.hpp>

#include "backends.hpp"
#include "verdicts.hpp"

/// The defaults of an application cannot come after they were needed.

using namespace onetls;

TEST_CASE("defaults cannot be set after the first context", "[application_defaults]") {
    using backend = std::tuple_element_t<0, test::backends>;
    static const application_defaults defaults{.limit = policies::modern};
    const auto settings = test::standard_settings();
    const auto first = backend::client_context::create(settings.client);

    CHECK(set_application_defaults(defaults).error() == error{errc::misuse, cause::too_late});
    const auto second = backend::client_context::create(settings.client);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(second->effective_policy() == first->effective_policy());
    CHECK(second->effective_policy().minimum == protocol_version::tls1_2);
}

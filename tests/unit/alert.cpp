// SPDX-License-Identifier: BSL-1.0
#include <cstdint>
#include <set>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/alert.hpp>

using onetls::alert_description;
using onetls::name_of;

static_assert(name_of(alert_description::close_notify) == "close_notify");
static_assert(name_of(alert_description::no_application_protocol) == "no_application_protocol");

TEST_CASE("an alert has the code point of the RFC", "[alert]") {
    CHECK(static_cast<int>(alert_description::handshake_failure) == 40);
    CHECK(static_cast<int>(alert_description::bad_certificate) == 42);
    CHECK(static_cast<int>(alert_description::certificate_expired) == 45);
    CHECK(static_cast<int>(alert_description::unknown_ca) == 48);
    CHECK(static_cast<int>(alert_description::protocol_version) == 70);
    CHECK(static_cast<int>(alert_description::certificate_required) == 116);
    CHECK(static_cast<int>(alert_description::no_application_protocol) == 120);
}

TEST_CASE("an alert that nobody has defined is unknown", "[alert]") {
    CHECK(name_of(static_cast<alert_description>(1)) == "unknown");
    CHECK(name_of(static_cast<alert_description>(254)) == "unknown");
    CHECK(name_of(alert_description::none) == "unknown");
}

TEST_CASE("no two alerts share a name", "[alert]") {
    std::set<std::string_view> names;
    int known = 0;

    for (int code = 0; code != 256; ++code) {
        const auto name = name_of(static_cast<alert_description>(code));
        if (name == "unknown") continue;
        ++known;
        names.insert(name);
    }

    CHECK(known == 29);
    CHECK(names.size() == 29);
}

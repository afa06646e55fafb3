// SPDX-License-Identifier: BSL-1.0
#include <cstddef>

#include <catch2/catch_test_macros.hpp>

#include <onetls/trust.hpp>

using onetls::source;
using onetls::trust;

namespace {

static_assert(trust::none().sources().empty());
static_assert(trust::only("anchor").sources().size() == 1);
static_assert((trust::none() + trust::none()).sources().empty());

/// `count` sources.
trust many(std::size_t count) {
    auto made = trust::none();
    for (std::size_t index = 0; index != count; ++index) made = made + trust::only("anchor");
    return made;
}

}  // namespace

TEST_CASE("trust is exactly the sources that were written, in their order", "[trust]") {
    const auto both = trust::only("first") + trust::only("second");

    REQUIRE(both.sources().size() == 2);
    CHECK(both.sources()[0] == source{"first"});
    CHECK(both.sources()[1] == source{"second"});
}

TEST_CASE("trust in nobody adds nothing", "[trust]") {
    CHECK((trust::none() + trust::only("own")).sources() == trust::only("own").sources());
    CHECK((trust::only("own") + trust::none()).sources() == trust::only("own").sources());
}

TEST_CASE("a source too many is remembered", "[trust]") {
    CHECK_FALSE(many(8).sources().overflowed());
    CHECK(many(9).sources().overflowed());
}

TEST_CASE("a source too many is not forgotten when trust is added", "[trust]") {
    CHECK((many(9) + trust::none()).sources().overflowed());
    CHECK((trust::none() + many(9)).sources().overflowed());
    CHECK((trust::only("own") + many(9)).sources().overflowed());
}

TEST_CASE("anchor counts differ in both of their parts", "[trust]") {
    using onetls::anchor_count;

    CHECK(anchor_count{1, 2} == anchor_count{.loaded = 1, .skipped = 2});
    CHECK_FALSE(anchor_count{1, 2} == anchor_count{1, 3});
    CHECK_FALSE(anchor_count{1, 2} == anchor_count{2, 2});
}

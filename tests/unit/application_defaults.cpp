// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include <onetls/application_defaults.hpp>

using namespace onetls;

namespace {

constexpr error too_late{errc::misuse, cause::too_late};

template <class T>
concept taken_as_defaults =
    requires(T defaults) { set_application_defaults(static_cast<T>(defaults)); };

}  // namespace

TEST_CASE("a value that is set once stays") {
    const int first = 1;
    const int second = 2;
    detail::set_once<int> place;

    CHECK(place.set(first));
    CHECK(place.set(second).error() == too_late);
    CHECK(place.get() == &first);
    CHECK(place.set(second).error() == too_late);
    CHECK(place.get() == &first);
}

TEST_CASE("nothing can be set after it was needed") {
    const int value = 1;
    detail::set_once<int> place;

    CHECK(place.get() == nullptr);
    CHECK(place.set(value).error() == too_late);
    CHECK(place.get() == nullptr);
}

TEST_CASE("all threads see the same value, whoever comes first") {
    const int value = 1;
    for (int round = 0; round != 50; ++round) {
        detail::set_once<int> place;
        std::array<const int*, 2> seen{};
        bool taken = false;
        std::thread setting{[&] { taken = place.set(value).has_value(); }};
        std::thread one{[&] { seen[0] = place.get(); }};
        std::thread other{[&] { seen[1] = place.get(); }};
        for (auto* each : {&setting, &one, &other}) each->join();
        CHECK(seen[0] == (taken ? &value : nullptr));
        CHECK(seen[1] == seen[0]);
    }
}

TEST_CASE("a limit that contradicts itself is refused, and holds nothing") {
    static application_defaults defaults;
    defaults.limit = policies::recommended;
    defaults.limit->groups.clear();

    CHECK(set_application_defaults(defaults).error() ==
          error{errc::bad_input, cause::empty, field::groups});
    defaults.limit = policies::modern;
    CHECK(set_application_defaults(defaults));
    auto left = policies::modern;
    detail::keep_permitted(left);
    CHECK(detail::permitted(policies::recommended) == left);
    CHECK(detail::floors_permitted(policies::recommended) == policies::recommended);
}

TEST_CASE("defaults that would not outlive the call do not compile") {
    STATIC_CHECK(taken_as_defaults<application_defaults&>);
    STATIC_CHECK_FALSE(taken_as_defaults<application_defaults&&>);
    STATIC_CHECK_FALSE(taken_as_defaults<const application_defaults&&>);
}

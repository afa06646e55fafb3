// SPDX-License-Identifier: BSL-1.0
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <onetls/trust.hpp>

using onetls::source;
using onetls::trust;

namespace {

static_assert(trust::none().sources().empty());
static_assert(trust::only("anchor").sources().size() == 1);
static_assert(trust::system().sources().size() == 1);
static_assert((trust::none() + trust::none()).sources().empty());

/// An environment variable with another value, until the end of a test.
class changed_variable {
public:
    changed_variable(const char* name, const char* value) : name_{name} {
        if (const char* before = std::getenv(name)) before_ = before;
        setenv(name, value, 1);
    }
    changed_variable(const changed_variable&) = delete;
    changed_variable& operator=(const changed_variable&) = delete;
    ~changed_variable() {
        if (before_) setenv(name_, before_->c_str(), 1);
        if (!before_) unsetenv(name_);
    }

private:
    const char* name_;
    std::optional<std::string> before_;
};

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

TEST_CASE("trust in one's own anchors does not include those of the system", "[trust]") {
    const auto own = trust::only("own");

    CHECK_FALSE(own.sources().contains(trust::system().sources()[0]));
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

TEST_CASE("the system's anchors are those that SSL_CERT_FILE names", "[trust]") {
    const changed_variable variable{"SSL_CERT_FILE", "/dev/null"};

    const auto loaded = trust::system().sources()[0].load();

    REQUIRE(loaded);
    CHECK(loaded->bytes().empty());
}

TEST_CASE("a missing SSL_CERT_FILE is an error, and no other file is taken instead", "[trust]") {
    const changed_variable variable{"SSL_CERT_FILE", "/nowhere/anchors.pem"};

    const auto loaded = trust::system().sources()[0].load();

    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().why == onetls::cause::not_found);
}

TEST_CASE("an empty SSL_CERT_FILE is an error, and no other file is taken instead", "[trust]") {
    const changed_variable variable{"SSL_CERT_FILE", ""};

    CHECK_FALSE(trust::system().sources()[0].load());
}

TEST_CASE("anchor counts differ in both of their parts", "[trust]") {
    using onetls::anchor_count;

    CHECK(anchor_count{1, 2} == anchor_count{.loaded = 1, .skipped = 2});
    CHECK_FALSE(anchor_count{1, 2} == anchor_count{1, 3});
    CHECK_FALSE(anchor_count{1, 2} == anchor_count{2, 2});
}

// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>

#include <catch2/catch_test_macros.hpp>

#include <onetls/error.hpp>

using namespace onetls;

namespace {

static_assert(std::is_trivially_copyable_v<error>);
static_assert(std::is_trivially_copy_constructible_v<result<std::size_t>>);
static_assert(std::is_trivially_destructible_v<result<std::size_t>>);
static_assert(sizeof(error) == 8);
static_assert(!std::is_convertible_v<error, bool>);
static_assert(!std::is_convertible_v<errc, int>);

static_assert(is_retry(error{errc::want_read}) && is_retry(error{errc::want_write}));
static_assert(!is_retry(error{errc::closed}) && !is_retry(error{errc::timed_out}));

constexpr error unmatched{errc::bad_input, cause::key_mismatch, field::private_key};
static_assert(message(unmatched) == "bad input: private_key: does not belong to the certificate");

/// The names of the first enumerators, up to the one that has none.
template <class Enumeration>
std::set<std::string_view> names_up_to(Enumeration last) {
    std::set<std::string_view> names;
    for (int code = 0; code <= static_cast<int>(last); ++code)
        names.insert(name_of(static_cast<Enumeration>(code)));
    return names;
}

template <class Enumeration>
std::string_view name_after(Enumeration last) {
    return name_of(static_cast<Enumeration>(static_cast<int>(last) + 1));
}

}  // namespace

TEST_CASE("every code, field and cause has a name of its own", "[error]") {
    CHECK(names_up_to(errc::internal).size() == static_cast<int>(errc::internal) + 1);
    CHECK(names_up_to(field::profile).size() == static_cast<int>(field::profile) + 1);
    CHECK(names_up_to(cause::plaintext_http).size() == static_cast<int>(cause::plaintext_http) + 1);
}

TEST_CASE("a value beyond the last has no name and is still described", "[error]") {
    CHECK(name_after(errc::internal) == "unknown error");
    CHECK(name_after(field::profile) == "unknown field");
    CHECK(name_after(cause::plaintext_http) == "unknown cause");
}

TEST_CASE("only want_read and want_write ask to be called again", "[error]") {
    int retries = 0;

    for (int code = 0; code <= static_cast<int>(errc::internal); ++code)
        retries += is_retry(error{static_cast<errc>(code)}) ? 1 : 0;

    CHECK(retries == 2);
}

TEST_CASE("an error says no more than it knows", "[error]") {
    CHECK(message(error{errc::closed}) == "closed by the peer");
    CHECK(message(error{errc::out_of_memory}) == "out of memory");
}

TEST_CASE("an error names the field, the cause and the native code", "[error]") {
    const error failure{
        .code = errc::bad_input, .why = cause::not_found, .where = field::trust, .native = 2};

    CHECK(message(failure) == "bad input: trust: not found [native 2]");
}

TEST_CASE("an error names the alert and a negative native code", "[error]") {
    const error failure{
        .code = errc::peer_alert, .alert = alert_description::unknown_ca, .native = -0x7780};

    CHECK(message(failure) == "the peer sent a fatal alert (alert unknown_ca) [native -30592]");
}

TEST_CASE("the longest message is not cut off", "[error]") {
    const auto longest = [](auto last) {
        auto found = last;
        for (int code = 0; code < static_cast<int>(last); ++code)
            if (name_of(static_cast<decltype(last)>(code)).size() > name_of(found).size())
                found = static_cast<decltype(last)>(code);
        return found;
    };
    const error failure{.code = longest(errc::internal),
                        .why = longest(cause::plaintext_http),
                        .where = longest(field::profile),
                        .alert = longest(alert_description::no_application_protocol),
                        .native = -2147483647};

    CHECK_FALSE(message(failure).truncated());
}

TEST_CASE("an error that is about an argument is otherwise unchanged", "[error]") {
    constexpr error failure{.code = errc::bad_input, .why = cause::empty, .native = 3};

    constexpr auto told = at(field::alpn, failure);

    CHECK(told.where == field::alpn);
    CHECK(told.why == cause::empty);
    CHECK(told.native == 3);
}

TEST_CASE("errors differ in each of their parts", "[error]") {
    constexpr error failure{errc::bad_input, cause::empty, field::host, alert_description::none, 1};

    CHECK_FALSE(failure ==
                error{errc::misuse, cause::empty, field::host, alert_description::none, 1});
    CHECK_FALSE(failure ==
                error{errc::bad_input, cause::zone, field::host, alert_description::none, 1});
    CHECK_FALSE(failure ==
                error{errc::bad_input, cause::empty, field::port, alert_description::none, 1});
    CHECK_FALSE(failure == error{errc::bad_input, cause::empty, field::host,
                                 alert_description::unknown_ca, 1});
    CHECK_FALSE(failure ==
                error{errc::bad_input, cause::empty, field::host, alert_description::none, 2});
}

TEST_CASE("an error can be written to a stream and to a string", "[error]") {
    std::ostringstream stream;
    std::string line;

    stream << unmatched << '.';
    describe(unmatched, line);

    CHECK(stream.str() == line + '.');
    CHECK(line == message(unmatched).view());
}

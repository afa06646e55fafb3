// SPDX-License-Identifier: BSL-1.0
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <onetls/system_trust.hpp>

#include "environment.hpp"

using onetls::cause;
using onetls::trust;
using test::changed_variable;
using test::temporary_folder;

namespace {

onetls::result<std::string> loaded() {
    const auto read = trust::system().sources()[0].load();
    if (!read) return std::unexpected(read.error());
    return std::string{read->characters()};
}

/// The system's anchors where the two variables are set like this; nullptr: not at all.
onetls::result<std::string> loaded_with(const char* file, const char* folders) {
    const changed_variable first{"SSL_CERT_FILE", file};
    const changed_variable second{"SSL_CERT_DIR", folders};
    return loaded();
}

}  // namespace

TEST_CASE("trust in one's own anchors does not include those of the system", "[system_trust]") {
    CHECK_FALSE(trust::only("own").sources().contains(trust::system().sources()[0]));
}

TEST_CASE("the system's anchors are those that SSL_CERT_FILE names", "[system_trust]") {
    const temporary_folder folder;
    folder.write("file", "-----BEGIN file");

    CHECK(loaded_with("/dev/null", nullptr) == "");
    CHECK(loaded_with(folder.path("file").c_str(), nullptr) == "-----BEGIN file\n");
}

TEST_CASE("the system's anchors are those in the folders that SSL_CERT_DIR names",
          "[system_trust]") {
    const temporary_folder one;
    one.write("one", "-----BEGIN one");
    const temporary_folder other;
    other.write("other", "-----BEGIN other");
    const auto both = ":" + one.path() + "::" + other.path() + ":";

    CHECK(loaded_with(nullptr, one.path().c_str()) == "-----BEGIN one\n");
    CHECK(loaded_with(nullptr, both.c_str()) == "-----BEGIN one\n-----BEGIN other\n");
    CHECK(loaded_with(one.path("one").c_str(), other.path().c_str()) ==
          "-----BEGIN one\n-----BEGIN other\n");
}

TEST_CASE("what a variable names is all that is trusted, also when it cannot be read",
          "[system_trust]") {
    const temporary_folder folder;
    const auto good = folder.path();
    const auto half = good + ":/nowhere";

    CHECK(loaded_with("/nowhere/anchors.pem", nullptr).error().why == cause::not_found);
    CHECK(loaded_with("/nowhere/anchors.pem", good.c_str()).error().why == cause::not_found);
    CHECK(loaded_with(nullptr, "/nowhere").error().why == cause::not_found);
    CHECK(loaded_with(nullptr, half.c_str()).error().why == cause::not_found);
    CHECK_FALSE(loaded_with("", nullptr));
    CHECK(loaded_with(nullptr, "") == "");
}

TEST_CASE("without a variable the system's own place is read", "[system_trust]") {
    const auto read = loaded_with(nullptr, nullptr);

    if (!read) SKIP("this system has no anchors in any of the usual places");
    CHECK(read->find("-----BEGIN CERTIFICATE-----") != std::string::npos);
}

// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <sys/stat.h>

#include <onetls/folder.hpp>

#include "environment.hpp"

using onetls::cause;
using test::temporary_folder;

namespace {

/// The lines that reading `folder` yields, in the order of the alphabet: files have none.
std::vector<std::string> lines_in(const temporary_folder& folder) {
    const auto loaded = onetls::folder(folder.path()).load();
    REQUIRE(loaded);
    std::vector<std::string> lines;
    std::string_view rest = loaded->characters();
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        if (!line.empty()) lines.emplace_back(line);
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    std::ranges::sort(lines);
    return lines;
}

onetls::error refusal(std::string_view path) {
    const auto loaded = onetls::folder(path).load();
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == onetls::errc::bad_input);
    return loaded.error();
}

}  // namespace

TEST_CASE("a folder is all files in it", "[folder]") {
    const temporary_folder folder;
    CHECK(lines_in(folder).empty());

    folder.write("a.pem", "-----BEGIN a");
    folder.write("b", "-----BEGIN b\n");
    folder.write("empty", "");

    CHECK(lines_in(folder) == std::vector<std::string>{"-----BEGIN a", "-----BEGIN b"});
}

TEST_CASE("a file in DER becomes PEM", "[folder]") {
    const temporary_folder folder;
    folder.write("der", "\x30\x01x");

    const std::vector<std::string> wanted{"-----BEGIN CERTIFICATE-----",
                                          "-----END CERTIFICATE-----", "MAF4"};
    CHECK(lines_in(folder) == wanted);
}

TEST_CASE("hidden files, folders, pipes and second names are left out", "[folder]") {
    const temporary_folder other;
    other.write("elsewhere", "-----BEGIN elsewhere");
    const temporary_folder folder;
    folder.write("file", "-----BEGIN file");
    folder.write(".hidden", "-----BEGIN hidden");
    folder.link("5ed36f99.0", "file");
    folder.link("dangling", "/does/not/exist");
    folder.link("outside", other.path("elsewhere"));
    std::filesystem::create_directory(folder.path("folder"));
    REQUIRE(mkfifo(folder.path("pipe").c_str(), 0600) == 0);

    CHECK(lines_in(folder) == std::vector<std::string>{"-----BEGIN elsewhere", "-----BEGIN file"});
}

TEST_CASE("what is no folder is refused", "[folder]") {
    using namespace std::string_view_literals;
    const temporary_folder folder;
    folder.write("file", "");

    CHECK(refusal("/does/not/exist").why == cause::not_found);
    CHECK(refusal("").why == cause::not_found);
    CHECK(refusal(folder.path("file")).why == cause::unreadable);
    CHECK(refusal("/\0"sv).why == cause::invalid_character);
    CHECK(refusal(std::string(5000, 'x')).why == cause::too_long);
}

TEST_CASE("a folder of more than 64 MiB is refused", "[folder]") {
    const temporary_folder folder;
    for (const char* name : {"a", "b"}) {
        folder.write(name, "-----BEGIN ");
        std::filesystem::resize_file(folder.path(name), std::size_t{33} << 20);
    }

    CHECK(refusal(folder.path()).why == cause::too_long);
}

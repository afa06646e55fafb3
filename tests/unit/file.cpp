// SPDX-License-Identifier: BSL-1.0
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>
#include <unistd.h>

#include <onetls/file.hpp>

using onetls::cause;

namespace {

/// A file in a folder of its own; both are gone with it.
class temporary_file {
public:
    explicit temporary_file(std::string_view contents) {
        std::string folder = (std::filesystem::temp_directory_path() / "onetls-XXXXXX").string();
        if (mkdtemp(folder.data()) == nullptr)
            throw std::filesystem::filesystem_error{
                "mkdtemp", folder, std::error_code{errno, std::generic_category()}};
        folder_ = folder;
        std::ofstream{path(), std::ios::binary} << contents;
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { std::filesystem::remove_all(folder_); }

    std::string path() const { return folder_ / "file"; }
    std::string folder() const { return folder_; }

private:
    std::filesystem::path folder_;
};

std::string pattern(std::size_t size) {
    std::string made(size, '\0');
    for (std::size_t index = 0; index != size; ++index) made[index] = static_cast<char>(index * 7);
    return made;
}

/// The error of reading `path`, which has to be one of the input.
onetls::error refusal(std::string_view path) {
    const auto loaded = onetls::file(path).load();
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == onetls::errc::bad_input);
    return loaded.error();
}

}  // namespace

TEST_CASE("a file is read as a whole, whatever its size", "[file]") {
    for (const std::size_t size : {1U, 16'383U, 16'384U, 16'385U, 65'536U, 300'000U}) {
        const auto contents = pattern(size);
        const temporary_file written{contents};

        const auto loaded = onetls::file(written.path()).load();

        REQUIRE(loaded);
        CHECK((loaded->characters() == contents));
    }
}

TEST_CASE("an empty file yields nothing and does not fail", "[file]") {
    const temporary_file empty{""};

    const auto loaded = onetls::file(empty.path()).load();

    REQUIRE(loaded);
    CHECK(loaded->bytes().empty());
}

TEST_CASE("a file is not an empty source, even where its path is empty", "[file]") {
    CHECK_FALSE(onetls::file("").empty());
    CHECK(refusal("").why == cause::not_found);
}

TEST_CASE("a file that is not there is not found, and the system's code says so", "[file]") {
    const temporary_file written{""};

    const auto refused = refusal(written.path() + ".missing");

    CHECK(refused.why == cause::not_found);
    CHECK(refused.native == ENOENT);
}

TEST_CASE("a folder cannot be read", "[file]") {
    const temporary_file written{""};

    const auto refused = refusal(written.folder());

    CHECK(refused.why == cause::unreadable);
    CHECK(refused.native == EISDIR);
}

TEST_CASE("a file below a file cannot be read", "[file]") {
    const temporary_file written{""};

    CHECK(refusal(written.path() + "/below").why == cause::unreadable);
}

TEST_CASE("a file that the user may not read cannot be read", "[file]") {
    if (geteuid() == 0) SKIP("root may read every file");
    const temporary_file written{"secret"};
    std::filesystem::permissions(written.path(), std::filesystem::perms::none);

    CHECK(refusal(written.path()).why == cause::unreadable);
}

TEST_CASE("a path that is too long is refused, without the code of an earlier failure", "[file]") {
    errno = EINTR;

    const auto refused = refusal(std::string(5000, 'a'));

    CHECK(refused.why == cause::too_long);
    CHECK(refused.native == 0);
}

TEST_CASE("a path with a NUL is not read up to the NUL", "[file]") {
    const temporary_file written{"contents"};

    const auto refused = refusal(written.path() + '\0' + ".other");

    CHECK(refused.why == cause::invalid_character);
}

TEST_CASE("a file that is too large is refused and not held", "[file]") {
    const temporary_file written{""};
    std::filesystem::resize_file(written.path(), std::size_t{64} << 20);
    const auto largest = onetls::file(written.path()).load();
    REQUIRE(largest);
    CHECK(largest->bytes().size() == std::size_t{64} << 20);
    std::filesystem::resize_file(written.path(), (std::size_t{64} << 20) + 1);

    CHECK(refusal(written.path()).why == cause::too_long);
}

TEST_CASE("a file without an end is refused", "[file]") {
    if (!std::filesystem::exists("/dev/zero")) SKIP("there is no /dev/zero here");

    const auto refused = refusal("/dev/zero");

    CHECK((refused.why == cause::too_long || refused.why == cause::unreadable));
}

TEST_CASE("a file is compared with a text, whatever its size", "[file]") {
    using onetls::detail::as_bytes;
    using onetls::detail::compare_file;
    for (const std::size_t size : {0U, 1U, 16'383U, 16'384U, 16'385U, 50'000U}) {
        CAPTURE(size);
        const auto contents = pattern(size);
        const temporary_file written{contents};
        CHECK(compare_file(written.path(), as_bytes(contents)) == true);
        CHECK(compare_file(written.path(), as_bytes(contents + "x")) == false);
        if (size == 0) continue;
        CHECK(compare_file(written.path(), as_bytes(contents).first(size - 1)) == false);
        for (const std::size_t index : {std::size_t{0}, size / 2, size - 1}) {
            auto other = contents;
            other[index] = static_cast<char>(other[index] + 1);
            CHECK(compare_file(written.path(), as_bytes(other)) == false);
        }
    }
}

TEST_CASE("what cannot be read is not compared", "[file]") {
    const temporary_file written{"x"};
    for (const auto& path :
         {written.folder(), written.path() + "/below", written.folder() + "/none",
          std::string{"a\0b", 3}, std::string(5000, 'x')})
        CHECK_FALSE(onetls::detail::compare_file(path, {}).has_value());
}

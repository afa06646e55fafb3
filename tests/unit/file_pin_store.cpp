// SPDX-License-Identifier: BSL-1.0
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <onetls/file_pin_store.hpp>

namespace {

namespace files = std::filesystem;

using onetls::cause;
using onetls::errc;
using onetls::error;
using onetls::field;
using onetls::file_pin_store;
using onetls::identity;
using onetls::key_pin;
using onetls::timestamp;

/// A folder that is gone with its object, and the place of a pin file in it.
class pin_place {
public:
    pin_place() {
        std::string made = (files::temp_directory_path() / "onetls-pins-XXXXXX").string();
        if (mkdtemp(made.data()) == nullptr)
            throw files::filesystem_error{"mkdtemp", made,
                                          std::error_code{errno, std::generic_category()}};
        folder_ = made;
    }
    explicit pin_place(std::string_view contents) : pin_place{} { write(contents); }
    ~pin_place() {
        std::error_code ignored;
        files::remove_all(folder_, ignored);
    }
    pin_place(const pin_place&) = delete;
    pin_place& operator=(const pin_place&) = delete;

    const files::path& folder() const { return folder_; }
    std::string path() const { return (folder_ / "pins").string(); }

    void write(std::string_view contents) const {
        std::ofstream{path(), std::ios::binary} << contents;
    }
    std::string contents() const {
        std::ifstream opened{path(), std::ios::binary};
        return {std::istreambuf_iterator<char>{opened}, {}};
    }
    mode_t mode() const {
        struct stat about{};
        return stat(path().c_str(), &about) == 0 ? about.st_mode & 07777 : 0;
    }

private:
    files::path folder_;
};

// 2026-11-22T02:37:00Z.
timestamp that_day() noexcept {
    return timestamp{1795315020};
}
timestamp no_day() noexcept {
    return timestamp{1LL << 60};
}

file_pin_store store_at(const pin_place& place) {
    auto opened = file_pin_store::open(place.path(), that_day);
    REQUIRE(opened);
    return std::move(*opened);
}

key_pin key(int first) {
    key_pin made;
    made.sha256[0] = static_cast<std::byte>(first);
    return made;
}

const std::string zeros(62, '0');
const std::string hex_1 = "01" + zeros;
const std::string hex_2 = "02" + zeros;
const std::string base64_1 = "sha256/AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

identity host(std::string_view name) {
    return identity::parse(name).value();
}

/// The error of a call; `internal` where it succeeded.
template <class T>
error failure(const onetls::result<T>& done) {
    return done ? error{errc::internal} : done.error();
}

constexpr error bad(cause why, std::int32_t native = 0) {
    return {.code = errc::bad_input, .why = why, .where = field::pin_store, .native = native};
}
constexpr error changed{errc::misuse, cause::contradiction, field::pin_store};

}  // namespace

// Remembering.

TEST_CASE("a pin file that is not there knows nobody and is not made by asking",
          "[file_pin_store]") {
    const pin_place place;
    const auto store = store_at(place);

    const auto known = store.lookup(host("example.org"));

    REQUIRE(known);
    CHECK_FALSE(*known);
    CHECK(files::is_empty(place.folder()));
}

TEST_CASE("a pin file is a line for each peer, for its owner alone", "[file_pin_store]") {
    const pin_place place;
    const auto store = store_at(place);

    CHECK(store.remember(host("EXAMPLE.org."), key(1)));
    CHECK(store.remember(host("[2001:DB8::1]"), key(2)));

    CHECK(place.contents() ==
          "example.org " + hex_1 + " 2026-11-22\n2001:db8::1 " + hex_2 + " 2026-11-22\n");
    CHECK(place.mode() == 0600);
    CHECK_FALSE(files::exists(place.path() + ".new"));
}

TEST_CASE("what was remembered is known to whoever opens the file", "[file_pin_store]") {
    const pin_place place;
    const auto first = store_at(place);
    const auto second = store_at(place);
    REQUIRE(first.remember(host("example.org"), key(1)));
    REQUIRE(first.remember(host("192.0.2.1"), key(2)));

    for (const auto* each : {&first, &second}) {
        CHECK(each->lookup(host("example.org")).value() == key(1));
        CHECK(each->lookup(host("192.0.2.1")).value() == key(2));
        CHECK_FALSE(each->lookup(host("www.example.org")).value());
        CHECK_FALSE(each->lookup(host("xample.org")).value());
    }
    CHECK(store_at(place).lookup(host("192.0.2.1")).value() == key(2));
}

TEST_CASE("a changed key is never written by remembering", "[file_pin_store]") {
    const pin_place place;
    const auto store = store_at(place);
    REQUIRE(store.remember(host("example.org"), key(1)));
    const auto before = place.contents();

    CHECK(failure(store.remember(host("example.org"), key(2))) == changed);
    CHECK(store.remember(host("example.org"), key(1)));

    CHECK(place.contents() == before);
}

TEST_CASE("replacing and forgetting touch one line only", "[file_pin_store]") {
    const auto first = "# ours\n\na.example " + hex_1 + " 2020-02-29 # the old machine\r\n";
    const auto second = "  b.example\t" + base64_1 + "\n";
    const pin_place place{first + second + "# end"};
    const auto store = store_at(place);

    CHECK(store.replace(host("b.example"), key(2)));
    CHECK(place.contents() == first + "b.example " + hex_2 + " 2026-11-22\n# end");

    CHECK(store.forget(host("a.example")));
    CHECK(place.contents() == "# ours\n\nb.example " + hex_2 + " 2026-11-22\n# end");
    CHECK_FALSE(store.lookup(host("a.example")).value());

    CHECK(store.remember(host("a.example"), key(1)));
    CHECK(place.contents() == "# ours\n\nb.example " + hex_2 + " 2026-11-22\n# end\na.example " +
                                  hex_1 + " 2026-11-22\n");
}

TEST_CASE("a stranger cannot be replaced or forgotten", "[file_pin_store]") {
    const pin_place place{"example.org " + hex_1 + "\n"};
    const auto store = store_at(place);

    CHECK(failure(store.replace(host("example.com"), key(2))) == bad(cause::not_found));
    CHECK(failure(store.forget(host("example.com"))) == bad(cause::not_found));

    CHECK(place.contents() == "example.org " + hex_1 + "\n");
}

TEST_CASE("who may read a pin file may read it after a change", "[file_pin_store]") {
    const pin_place place{""};
    files::permissions(place.path(), files::perms{0644});

    REQUIRE(store_at(place).remember(host("example.org"), key(1)));

    CHECK(place.mode() == 0644);
}

TEST_CASE("a clock that is far off leaves the date out", "[file_pin_store]") {
    const pin_place place;
    const auto store = file_pin_store::open(place.path(), no_day).value();

    CHECK(store.remember(host("example.org"), key(1)));

    CHECK(place.contents() == "example.org " + hex_1 + "\n");
    CHECK(store.lookup(host("example.org")).value() == key(1));
}

// Reading.

TEST_CASE("a pin file is read as people write it", "[file_pin_store]") {
    for (const auto& contents :
         {"example.org " + hex_1, "example.org " + hex_1 + "\n", "Example.ORG. " + base64_1 + "\n",
          "\n \t\r\n# a comment\n example.org\t " + hex_1 + " \r\n",
          "example.org " + hex_1 + " 2024-02-29\n", "example.org " + hex_1 + "# no date\n",
          "# " + std::string(5000, 'x') + "\nexample.org " + base64_1 + " 2026-01-01 # ours",
          "example.com " + hex_2 + "\nexample.org " + hex_1 + "\nwww.example.org " + hex_2}) {
        CAPTURE(contents);
        const pin_place place{contents};

        CHECK(store_at(place).lookup(host("example.org")).value() == key(1));
        CHECK_FALSE(store_at(place).lookup(host("example.net")).value());
    }
}

TEST_CASE("a corrupt line is told by its number, and nothing is lost", "[file_pin_store]") {
    const auto good = "example.org " + hex_1 + " 2026-11-22\n";
    for (const auto& line : {std::string{"example.com"},
                             std::string{"example.com 0102"},
                             "example.com " + zeros,
                             "example.com " + hex_1 + "00",
                             "example.com " + hex_1 + " 2026-11-2",
                             "example.com " + hex_1 + " 2026-02-29",
                             "example.com " + hex_1 + " 2026/11/22",
                             "example.com " + hex_1 + " 22-11-2026",
                             "example.com " + hex_1 + " -026-11-22",
                             "example.com " + hex_1 + " 2026-11-22 more",
                             "example.com " + hex_1 + " yesterday",
                             hex_1 + " example.com",
                             "example..com " + hex_1,
                             "ex\xc3\xa4mple.com " + hex_1,
                             "*.example.com " + hex_1,
                             "example.com:443 " + hex_1,
                             "1.2.3 " + hex_1,
                             "example.com sha256/" + hex_1,
                             std::string{"example.com sha1/AAAA"},
                             "example.com " + base64_1.substr(0, base64_1.size() - 1),
                             "example.com," + hex_1,
                             "example.com" + hex_1,
                             std::string{"\0", 1},
                             "example.com " + hex_1 + std::string{"\0", 1},
                             std::string{"<<<<<<< ours"}}) {
        CAPTURE(line);
        pin_place place{good};
        const auto store = store_at(place);
        const auto broken = good + line + "\n" + "example.net " + hex_2 + "\n";
        place.write(broken);
        const auto corrupt = bad(cause::malformed, 2);

        CHECK(failure(store.lookup(host("example.org"))) == corrupt);
        CHECK(failure(store.lookup(host("example.net"))) == corrupt);
        CHECK(failure(store.remember(host("example.net"), key(2))) == corrupt);
        CHECK(failure(store.remember(host("new.example"), key(2))) == corrupt);
        CHECK(failure(store.replace(host("example.org"), key(2))) == corrupt);
        CHECK(failure(store.forget(host("example.org"))) == corrupt);
        CHECK(failure(file_pin_store::open(place.path())) == corrupt);
        CHECK(place.contents() == broken);
    }
}

TEST_CASE("two lines of one peer are a contradiction, whatever they say", "[file_pin_store]") {
    for (const auto& second : {hex_1, hex_2}) {
        const auto contents =
            "example.org " + hex_1 + "\na.example " + hex_1 + "\nEXAMPLE.org " + second + "\n";
        const pin_place place{contents};
        const auto store = store_at(place);
        const auto twice = bad(cause::contradiction, 3);

        CHECK(failure(store.lookup(host("example.org"))) == twice);
        CHECK(failure(store.remember(host("example.org"), key(1))) == twice);
        CHECK(failure(store.replace(host("example.org"), key(1))) == twice);
        CHECK(failure(store.forget(host("example.org"))) == twice);
        CHECK(store.lookup(host("a.example")).value() == key(1));
        CHECK(place.contents() == contents);
    }
}

TEST_CASE("a pin file is read and written up to its largest size", "[file_pin_store]") {
    const auto line = "example.org " + hex_1 + "\n";
    const auto comment = [&](std::size_t size) {
        return "#" + std::string(size - line.size() - 2, 'x') + "\n" + line;
    };
    const pin_place place{comment(file_pin_store::largest_file)};
    const auto store = store_at(place);
    const auto before = place.contents();

    CHECK(store.lookup(host("example.org")).value() == key(1));
    CHECK(failure(store.remember(host("example.com"), key(1))) == bad(cause::too_long));
    CHECK(place.contents() == before);

    place.write(comment(file_pin_store::largest_file + 1));
    CHECK(failure(store.lookup(host("example.org"))).why == cause::too_long);
}

// Places.

TEST_CASE("a path that leads nowhere is refused", "[file_pin_store]") {
    const pin_place place{"example.org " + hex_1};
    const auto refused = [](std::string_view path) { return failure(file_pin_store::open(path)); };

    CHECK(refused("") == bad(cause::empty));
    CHECK(refused(place.folder().string() + "/") == bad(cause::empty));
    CHECK(refused(place.folder().string() + "/none/pins") == bad(cause::not_found, ENOENT));
    CHECK(refused(place.path() + "/pins") == bad(cause::unreadable, ENOTDIR));
    CHECK(refused(std::string(5000, 'a')) == bad(cause::too_long));
    CHECK(refused(place.folder().string() + "/" + std::string(251, 'a')) == bad(cause::too_long));
    CHECK(refused(place.path() + std::string{"\0", 1} + "x") == bad(cause::invalid_character));
    CHECK(refused(place.folder().string()).why == cause::unreadable);
    CHECK(refused("/").code == errc::bad_input);
}

TEST_CASE("a symbolic link in the place of a pin file is refused, not replaced",
          "[file_pin_store]") {
    const pin_place place;
    const auto target = place.folder() / "target";
    std::ofstream{target} << "example.org " << hex_1 << "\n";
    files::create_symlink(target, place.path());

    CHECK(failure(file_pin_store::open(place.path())) == bad(cause::unreadable, ELOOP));

    files::remove(place.path());
    const auto store = store_at(place);
    files::create_symlink(target, place.path());
    CHECK(failure(store.remember(host("example.com"), key(1))) == bad(cause::unreadable, ELOOP));
    CHECK(files::is_symlink(place.path()));
}

TEST_CASE("a link beside a pin file is not followed", "[file_pin_store]") {
    const pin_place place{"example.org " + hex_1 + "\n"};
    const auto target = place.folder() / "target";
    std::ofstream{target} << "precious";
    const auto store = store_at(place);

    files::create_symlink(target, place.path() + ".new");
    CHECK(store.remember(host("example.com"), key(1)));
    std::ifstream untouched{target};
    CHECK(std::string{std::istreambuf_iterator<char>{untouched}, {}} == "precious");

    files::remove(place.path() + ".lock");
    files::create_symlink(target, place.path() + ".lock");
    CHECK(failure(store.remember(host("example.net"), key(1))).native == ELOOP);
    CHECK_FALSE(store.lookup(host("example.net")).value());
}

TEST_CASE("what is no file is refused without waiting", "[file_pin_store]") {
    const pin_place place;
    REQUIRE(mkfifo(place.path().c_str(), 0600) == 0);

    CHECK(failure(file_pin_store::open(place.path())) == bad(cause::unreadable));
}

TEST_CASE("a pin file that cannot be written stays as it is", "[file_pin_store]") {
    const auto contents = "example.org " + hex_1 + "\n";
    for (const auto* in_the_way : {".new", ".lock"}) {
        CAPTURE(in_the_way);
        const pin_place place{contents};
        const auto store = store_at(place);
        files::create_directory(place.path() + in_the_way);

        const auto refused = failure(store.remember(host("example.com"), key(2)));

        CHECK(refused.code == errc::bad_input);
        CHECK(refused.where == field::pin_store);
        CHECK(refused.native != 0);
        CHECK(failure(store.forget(host("example.org"))).native != 0);
        CHECK(place.contents() == contents);
        CHECK(store.lookup(host("example.org")).value() == key(1));
    }
}

TEST_CASE("what a writer that died left behind does not matter", "[file_pin_store]") {
    const pin_place place{"example.org " + hex_1 + "\n"};
    std::ofstream{place.path() + ".new"} << "half a li";

    CHECK(store_at(place).remember(host("example.com"), key(2)));

    CHECK(store_at(place).lookup(host("example.com")).value() == key(2));
    CHECK_FALSE(files::exists(place.path() + ".new"));
}

TEST_CASE("a store stays with its folder", "[file_pin_store]") {
    const pin_place place;
    const auto inner = place.folder() / "inner";
    files::create_directory(inner);
    const auto before = files::current_path();
    files::current_path(inner);
    const auto store = file_pin_store::open("pins");
    files::current_path(before);
    REQUIRE(store);
    files::rename(inner, place.folder() / "renamed");

    CHECK(store->remember(host("example.org"), key(1)));

    CHECK(files::exists(place.folder() / "renamed" / "pins"));
}

// At the same time.

TEST_CASE("threads share a pin file, and lose nothing", "[file_pin_store]") {
    const pin_place place;
    const auto store = store_at(place);
    std::vector<std::thread> threads;

    for (int part = 0; part != 4; ++part)
        threads.emplace_back([&store, part] {
            for (int each = 0; each != 8; ++each)
                (void)store.remember(host("h" + std::to_string(part * 8 + each) + ".example"),
                                     key(each));
        });
    for (auto& each : threads) each.join();

    for (int each = 0; each != 32; ++each)
        CHECK(store.lookup(host("h" + std::to_string(each) + ".example")).value() == key(each % 8));
}

TEST_CASE("processes share a pin file, and one of two first keys wins", "[file_pin_store]") {
    const pin_place place;
    std::vector<pid_t> children;

    for (int part = 0; part != 3; ++part) {
        const auto child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            const auto store = file_pin_store::open(place.path());
            bool fine = store.has_value();
            for (int each = 0; fine && each != 8; ++each)
                fine = store
                           ->remember(host("h" + std::to_string(part * 8 + each) + ".example"),
                                      key(each))
                           .has_value();
            const bool first = fine && store->remember(host("example.org"), key(part)).has_value();
            _exit(!fine ? 2 : first ? 1 : 0);
        }
        children.push_back(child);
    }
    int winners = 0;
    for (const auto each : children) {
        int status = 0;
        REQUIRE(waitpid(each, &status, 0) == each);
        REQUIRE(WIFEXITED(status));
        REQUIRE(WEXITSTATUS(status) < 2);
        winners += WEXITSTATUS(status);
    }

    CHECK(winners == 1);
    const auto store = store_at(place);
    for (int each = 0; each != 24; ++each)
        CHECK(store.lookup(host("h" + std::to_string(each) + ".example")).value().has_value());
}

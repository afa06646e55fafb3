// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <onetls/path_search.hpp>

#include "encoder.hpp"

namespace {

using onetls::certificate_view;
using test::encoded;

/// What a path search looks at.
struct spec {
    std::string subject;
    std::string issuer;
    int key = 1;         ///< Tells keys apart.
    int issuer_key = 0;  ///< Of the authority key identifier; 0: none.
};

encoded number(int value) {
    // Never with a leading zero, which no number has.
    return {static_cast<std::byte>(value >> 8 | 0x40), static_cast<std::byte>(value & 0xff)};
}

encoded key_of(int value) {
    encoded bits(31);
    const auto last = number(value);
    bits.insert(bits.end(), last.begin(), last.end());
    return test::sequence({test::hex("30 05 06 03 2b6570"), test::element(0x03, bits)});
}

/// Certificates by a name of their own, and the paths between them.
class forest {
public:
    /// Makes a certificate, which paths call `name`.
    forest& add(const std::string& name, const spec& wanted) {
        test::certificate_parts parts;
        parts.issuer = test::name(wanted.issuer);
        parts.subject = test::name(wanted.subject);
        const int key = wanted.key;
        parts.serial = test::element(0x02, number(static_cast<int>(bytes_.size()) + 1));
        parts.key = key_of(key);
        parts.extensions = {test::extension(14, test::element(0x04, number(key)))};
        if (wanted.issuer_key != 0)
            parts.extensions.push_back(test::extension(
                35, test::sequence({test::element(0x80, number(wanted.issuer_key))})));
        bytes_.push_back(encode(parts));
        const auto view = certificate_view::parse(bytes_.back());
        REQUIRE(view);
        views_.emplace(name, *view);
        names_[view->der().data()] = name;
        return *this;
    }

    std::vector<certificate_view> all(const std::vector<std::string>& names) const {
        std::vector<certificate_view> found;
        for (const auto& each : names) found.push_back(views_.at(each));
        return found;
    }

    std::string told(const onetls::certificate_path& path) const {
        std::string all;
        for (const auto& each : path) all += (all.empty() ? "" : " ") + names_.at(each.data());
        return all;
    }

    /// Every path from `peer`, in the order in which they are tried.
    std::vector<std::string> paths(const std::string& peer, const std::vector<std::string>& others,
                                   const std::vector<std::string>& anchors) const {
        const auto sent = all(others);
        const auto trusted = all(anchors);
        std::vector<std::string> found;
        onetls::path_search search{sent, trusted};
        CHECK_FALSE(search.walk(views_.at(peer), [&](const auto& path) {
            found.push_back(told(path));
            return false;
        }));
        CHECK(search.visited() == found.size());
        return found;
    }

    std::string longest(const std::string& peer, const std::vector<std::string>& others,
                        const std::vector<std::string>& anchors = {}) const {
        const auto sent = all(others);
        const auto trusted = all(anchors);
        onetls::path_search search{sent, trusted};
        search.walk(views_.at(peer), [](const auto&) { return false; });
        return told(search.longest());
    }

    const certificate_view& operator[](const std::string& name) const { return views_.at(name); }

private:
    std::list<encoded> bytes_;
    std::map<std::string, certificate_view> views_;
    std::map<const std::byte*, std::string> names_;
};

using paths = std::vector<std::string>;

forest simple() {
    forest made;
    made.add("root", {"root", "root", 1})
        .add("middle", {"middle", "root", 2})
        .add("leaf", {"leaf", "middle", 3})
        .add("alone", {"alone", "alone", 4});
    return made;
}

}  // namespace

TEST_CASE("a path leads from the peer to the anchor", "[path_search]") {
    const auto trees = simple();

    CHECK(trees.paths("leaf", {"middle"}, {"root"}) == paths{"leaf middle root"});
    CHECK(trees.paths("leaf", {"alone", "middle", "root"}, {"root"}) ==
          paths{"leaf middle root", "leaf middle root"});
    CHECK(trees.paths("leaf", {}, {"middle"}) == paths{"leaf middle"});
    CHECK(trees.paths("alone", {}, {"alone"}) == paths{"alone"});
}

TEST_CASE("a peer that another one vouches for is no anchor of itself", "[path_search]") {
    const auto trees = simple();

    CHECK(trees.paths("leaf", {}, {"leaf"}).empty());
    CHECK(trees.paths("leaf", {"middle"}, {"leaf", "root"}) == paths{"leaf middle root"});
    CHECK(trees.paths("leaf", {"middle"}, {"middle"}) == paths{"leaf middle", "leaf middle"});
}

TEST_CASE("without an anchor there is no path, and the longest one tells how far it came",
          "[path_search]") {
    const auto trees = simple();

    CHECK(trees.paths("leaf", {}, {"root"}).empty());
    CHECK(trees.paths("leaf", {"middle"}, {}).empty());
    CHECK(trees.paths("leaf", {"middle"}, {"alone"}).empty());
    CHECK(trees.longest("leaf", {}) == "leaf");
    CHECK(trees.longest("leaf", {"alone"}) == "leaf");
    CHECK(trees.longest("leaf", {"root", "middle"}) == "leaf middle root");
}

TEST_CASE("a search ends with the first path that is accepted", "[path_search]") {
    auto trees = simple();
    trees.add("other root", {"root", "root", 1});
    const auto others = trees.all({"middle"});
    const auto anchors = trees.all({"root", "other root"});
    onetls::path_search search{others, anchors};
    std::string taken;

    const bool found = search.walk(trees["leaf"], [&](const auto& path) {
        taken = trees.told(path);
        return true;
    });

    CHECK(found);
    CHECK(taken == "leaf middle root");
    CHECK(search.visited() == 1);
}

TEST_CASE("every path is tried", "[path_search]") {
    forest trees;
    trees.add("old root", {"old root", "old root", 1})
        .add("new root", {"new root", "new root", 2})
        .add("crossed", {"new root", "old root", 2})
        .add("middle", {"middle", "new root", 3})
        .add("expired middle", {"middle", "new root", 3})
        .add("leaf", {"leaf", "middle", 4});

    const auto found =
        trees.paths("leaf", {"expired middle", "middle", "crossed"}, {"old root", "new root"});

    CHECK(std::set(found.begin(), found.end()) ==
          std::set<std::string>{"leaf middle new root", "leaf expired middle new root",
                                "leaf middle crossed old root",
                                "leaf expired middle crossed old root"});
}

TEST_CASE("an identifier of a key rules out issuers of the same name", "[path_search]") {
    forest trees;
    trees.add("right", {"root", "root", 7})
        .add("wrong", {"root", "root", 8})
        .add("picky", {"leaf", "root", 1, 7})
        .add("easy", {"leaf", "root", 1});

    CHECK(trees.paths("picky", {}, {"wrong", "right"}) == paths{"picky right"});
    CHECK(trees.paths("easy", {}, {"wrong", "right"}) == paths{"easy wrong", "easy right"});
}

TEST_CASE("names of issuers are compared as they are written", "[path_search]") {
    forest trees;
    trees.add("root", {"The Root", "The Root", 1}).add("leaf", {"leaf", "THE  root ", 2});

    CHECK(trees.paths("leaf", {}, {"root"}) == paths{});
}

TEST_CASE("authorities that vouch for one another lead in no circles", "[path_search]") {
    forest trees;
    trees.add("a by b", {"a", "b", 1})
        .add("b by a", {"b", "a", 2})
        .add("a by a", {"a", "a", 1})
        .add("root", {"root", "root", 3})
        .add("b by root", {"b", "root", 2})
        .add("leaf", {"leaf", "a", 4});

    const auto found = trees.paths("leaf", {"a by b", "b by a", "a by a", "b by root"}, {"root"});

    CHECK(found == paths{"leaf a by b b by root root"});
    CHECK(trees.paths("leaf", {"a by b", "b by a", "a by a"}, {"root"}).empty());
}

TEST_CASE("a path has at most twelve certificates and their anchor", "[path_search]") {
    forest trees;
    std::vector<std::string> others;
    for (int depth = 0; depth != 100; ++depth) {
        const auto name = std::to_string(depth);
        trees.add(name, {name, std::to_string(depth + 1), depth + 1});
        if (depth != 0) others.push_back(name);
    }

    CHECK(trees.paths("0", others, {"11"}).size() == 2);
    CHECK(trees.paths("0", others, {"12"}).size() == 1);
    CHECK(trees.paths("0", others, {"13"}).empty());
    CHECK(trees.longest("0", others) == "0 1 2 3 4 5 6 7 8 9 10 11");
}

TEST_CASE("a maze is left after a while", "[path_search]") {
    forest trees;
    std::vector<std::string> others;
    // Everybody may have issued everybody.
    for (int each = 0; each != 40; ++each) {
        const auto name = std::to_string(each);
        trees.add(name, {"same", "same", each + 2});
        others.push_back(name);
    }
    trees.add("leaf", {"leaf", "same", 1000});
    trees.add("root", {"other", "other", 1001});
    trees.add("same root", {"same", "other", 1002});

    CHECK(trees.paths("leaf", others, {"root"}).empty());
    const auto found = trees.paths("leaf", others, {"same root"});
    CHECK(found.size() == 64);
}

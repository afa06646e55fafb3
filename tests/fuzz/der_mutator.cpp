// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include <onetls/der.hpp>

#include "encoder.hpp"

/// Changes inputs that are elements of DER by their elements, and sets all lengths right again:
/// with wrong ones a fuzzer would hardly get beyond the outermost element.

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using test::encoded;
namespace der = onetls::der;

/// An element: a leaf with contents, or one that holds others, behind contents that stay.
struct node {
    unsigned tag;
    encoded contents;
    std::vector<node> held;
};
using nodes = std::vector<node>;

constexpr int most_levels = 32;

std::optional<nodes> parse(der::bytes input, int level);

/// How many bytes stand before the elements that an element like `read` may hold; none for those
/// that hold no elements. Extensions and keys are elements within strings.
std::optional<std::size_t> offset_of_held(const der::element& read) {
    if ((static_cast<unsigned>(read.tag) & 0x20U) != 0 || read.tag == der::tag::octet_string)
        return 0;
    const bool is_whole = read.tag == der::tag::bit_string && !read.contents.empty() &&
                          read.contents[0] == std::byte{0};
    return is_whole ? std::optional<std::size_t>{1} : std::nullopt;
}

node parse(const der::element& read, int level) {
    const auto offset = offset_of_held(read);
    auto held = offset ? parse(read.contents.subspan(*offset), level + 1) : std::nullopt;
    const auto own = held ? read.contents.first(*offset) : read.contents;
    return {static_cast<unsigned>(read.tag),
            {own.begin(), own.end()},
            held ? std::move(*held) : nodes{}};
}

/// All of `input` as elements, at least one; none where it is something else.
std::optional<nodes> parse(der::bytes input, int level) {
    if (level == most_levels || input.empty()) return std::nullopt;
    nodes all;
    der::reader from{input};
    while (const auto read = from.next()) all.push_back(parse(*read, level));
    return from.at_end() ? std::optional{std::move(all)} : std::nullopt;
}

encoded encode(const nodes& all) {
    encoded made;
    for (const auto& each : all) {
        const auto whole = test::element(each.tag, test::join({each.contents, encode(each.held)}));
        made.insert(made.end(), whole.begin(), whole.end());
    }
    return made;
}

/// One change at a random place.
class mutation {
public:
    mutation(nodes& all, unsigned seed) : random_{seed} { collect(all); }

    void apply() {
        auto& [siblings, index] = any_place();
        const auto at = siblings->begin() + static_cast<std::ptrdiff_t>(index);
        const auto other = any_node();
        switch (below(10)) {
        case 0: siblings->erase(at); break;
        case 1: siblings->insert(at, other); break;
        case 2: *at = other; break;
        case 3: at->tag = below(2) == 0 ? other.tag : at->tag ^ 1U << below(8); break;
        case 4: std::swap(*at, (*siblings)[below(siblings->size())]); break;
        case 5: at->held = other.held; break;
        case 6: at->contents = other.contents; break;
        default: change_contents(*at);
        }
    }

private:
    struct place {
        nodes* siblings;
        std::size_t index;
    };

    void collect(nodes& all) {
        for (std::size_t index = 0; index != all.size(); ++index) {
            places_.push_back({&all, index});
            collect(all[index].held);
        }
    }

    std::size_t below(std::size_t bound) { return random_() % bound; }
    place& any_place() { return places_[below(places_.size())]; }
    node any_node() {
        const auto& [siblings, index] = any_place();
        return (*siblings)[index];
    }

    /// Has the fuzzer change the contents; what held elements becomes a leaf.
    void change_contents(node& changed) {
        auto octets = test::join({changed.contents, encode(changed.held)});
        const auto size = octets.size();
        octets.resize(size + 64);
        auto* const data = reinterpret_cast<std::uint8_t*>(octets.data());
        octets.resize(LLVMFuzzerMutate(data, size, octets.size()));
        changed = {changed.tag, std::move(octets), {}};
    }

    std::minstd_rand random_;
    std::vector<place> places_;
};

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    auto all = parse(std::as_bytes(std::span{data, size}), 0);
    if (!all || seed % 8 == 0) return LLVMFuzzerMutate(data, size, most);
    mutation{*all, seed}.apply();
    const auto made = encode(*all);
    if (made.size() > most) return LLVMFuzzerMutate(data, size, most);
    std::ranges::copy(std::as_bytes(std::span{made}),
                      std::as_writable_bytes(std::span{data, most}).begin());
    return made.size();
}

// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <onetls/certificate_view.hpp>
#include <onetls/crl_view.hpp>
#include <onetls/detail/base64.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/detail/certificate_bundle.hpp>
#include <onetls/pem.hpp>
#include <onetls/view_pool.hpp>

#include "elements.hpp"
#include "pem_writer.hpp"
#include "promise.hpp"

/// Everything that reads PEM: blocks, base64, bundles of certificates and lists, pools of views.
///
/// An input is one or more texts, or objects in DER, with the line `%%` between them.

namespace {

using fuzz::bytes;
using fuzz::milestone;
using fuzz::promise;
using onetls::pem_block;
using onetls::detail::as_bytes;
using onetls::detail::as_characters;
using test::encoded;

milestone decoded_block{"a block that is decoded"};
milestone headers{"a block with headers"};
milestone encrypted{"an encrypted key"};
milestone defects[] = {milestone{"a BEGIN line without an end"},
                       milestone{"a block without an end"}, milestone{"labels that differ"},
                       milestone{"a block that is not base64"}};
milestone certificates{"a pool of certificates"};
milestone lists{"a pool of lists"};
milestone skipped{"an object that is skipped"};

constexpr std::string_view begin_mark = "-----BEGIN ";

std::string without_spaces(std::string_view text) {
    std::string made;
    for (const char each : text)
        if (!onetls::detail::is_space(each)) made += each;
    return made;
}

/// The bytes that `text` decodes to; none where it is not base64.
std::optional<encoded> decoded(std::string_view text) {
    const auto size = onetls::detail::base64_size(text);
    if (!size) return std::nullopt;
    encoded made(*size);
    onetls::detail::decode_base64(text, made);
    promise(fuzz::base64_of(made) == without_spaces(text), "bytes have one spelling in base64");
    return made;
}

void check_contents(const pem_block& block) {
    const auto size = block.decoded_size;
    encoded storage(size);
    const auto read = block.decode(storage);
    promise(read.has_value() == block.well_formed() && block.well_formed() == (size != 0),
            "what is well-formed is decoded");
    if (!read) return;
    promise(decoded(block.base64) == storage, "a block is decoded as its base64");
    const auto refused = block.decode(std::span{storage}.first(size - 1));
    promise(!refused && refused.error().why == onetls::cause::too_long, "room is looked after");
    decoded_block.reach();
}

void check_block(const pem_block& block, std::string_view text) {
    for (const auto part : {block.label, block.headers, block.base64})
        promise(fuzz::lies_within(as_bytes(part), as_bytes(text)), "a block lies within its text");
    promise(text.substr(block.offset).starts_with(begin_mark), "a block begins with its mark");
    promise(block.label.find_first_of("\r\n") == block.label.npos, "a label is on one line");
    check_contents(block);
    if (!block.headers.empty()) headers.reach();
    if (block.is_encrypted() && block.is_private_key()) encrypted.reach();
    if (!block.well_formed()) defects[static_cast<std::size_t>(block.defect) - 1].reach();
}

std::vector<pem_block> blocks_of(std::string_view text) {
    std::vector<pem_block> found;
    onetls::pem_reader blocks{text};
    while (const auto block = blocks.next()) found.push_back(*block);
    return found;
}

void check_blocks(std::string_view text) {
    auto next = text.find(begin_mark);
    for (const auto& block : blocks_of(text)) {
        promise(next <= block.offset && block.offset != text.npos, "blocks come one after another");
        check_block(block, text);
        next = block.offset + 1;
    }
    promise(blocks_of(text).empty() == (text.find(begin_mark) == text.npos), "no block is missed");
    const bool as_pem = onetls::looks_like_pem(as_bytes(text));
    promise(as_pem == (!onetls::looks_like_der(as_bytes(text)) && !blocks_of(text).empty()),
            "PEM is what has blocks");
}

/// What is written is read back, whatever stands around it.
void check_round_trip(bytes contents) {
    if (contents.empty()) return;
    const auto written = "x\n" + fuzz::pem_of("CERTIFICATE", contents) + "y";
    const auto found = blocks_of(written);
    promise(found.size() == 1 && found[0].is_certificate(), "a block that was written is found");
    promise(std::ranges::equal(*decoded(found[0].base64), contents), "its contents are the same");
}

/// The objects in `input` that `is_wanted` picks, in the manner of the documentation.
std::vector<encoded> objects_of(bytes input, auto is_wanted) {
    if (!onetls::looks_like_pem(input)) {
        if (input.empty()) return {};
        return {{input.begin(), input.end()}};
    }
    std::vector<encoded> found;
    for (const auto& block : blocks_of(as_characters(input))) {
        if (!block.well_formed()) found.emplace_back();
        if (block.well_formed() && is_wanted(block)) found.push_back(*decoded(block.base64));
    }
    return found;
}

/// Checks a pool of `inputs` against what they hold.
template <class View, auto Walk>
void check_pool(std::span<const bytes> inputs, auto is_wanted, milestone& filled) {
    using pool = onetls::view_pool<View, Walk>;
    std::vector<encoded> objects;
    for (const auto each : inputs)
        for (auto& object : objects_of(each, is_wanted)) objects.push_back(std::move(object));
    std::vector<encoded> readable;
    std::ranges::copy_if(objects, std::back_inserter(readable),
                         [](const auto& each) { return View::parse(each).has_value(); });
    const auto read = pool::read(inputs);
    const auto borrowed = pool::borrow([&](auto take) { std::ranges::for_each(objects, take); });
    for (const auto* each : {&*read, &*borrowed}) {
        promise(std::ranges::equal(each->views(), readable,
                                   [](const View& view, const encoded& der) {
                                       return std::ranges::equal(view.der(), der);
                                   }),
                "a pool holds what can be read");
        promise(each->skipped() == objects.size() - readable.size(), "a pool counts the others");
        promise(each->first_skipped() == (!objects.empty() && !View::parse(objects[0])),
                "a pool knows of the first");
    }
    if (!readable.empty()) filled.reach();
    if (read->skipped() != 0) skipped.reach();
}

/// A certificate of no library.
struct any_certificate {
    encoded der;

    static onetls::result<any_certificate> from_der(bytes der) noexcept {
        return any_certificate{{der.begin(), der.end()}};
    }
};

void check_first(std::string_view text) {
    const auto found = onetls::detail::first_certificate<any_certificate>(text);
    std::optional<encoded> expected;
    for (const auto& block : blocks_of(text)) {
        if (block.well_formed() && !block.is_certificate()) continue;
        if (block.well_formed()) expected = decoded(block.base64);
        break;
    }
    promise(found.has_value() == expected.has_value(), "the first certificate is found");
    promise(!found || found->der == *expected, "the first certificate is the first");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = as_characters(std::as_bytes(std::span{data, size}));
    std::vector<bytes> parts;
    for (const auto part : std::views::split(input, std::string_view{"\n%%\n"})) {
        const std::string_view text{part.begin(), part.end()};
        parts.push_back(as_bytes(text));
        check_blocks(text);
        check_first(text);
        check_round_trip(as_bytes(text));
        static_cast<void>(decoded(text));
    }
    check_pool<onetls::certificate_view, onetls::detail::walk_certificates>(
        parts, [](const pem_block& each) { return each.is_certificate(); }, certificates);
    check_pool<onetls::crl_view, onetls::detail::walk_crls>(
        parts, [](const pem_block& each) { return each.label == "X509 CRL"; }, lists);
    return 0;
}

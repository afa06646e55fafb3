// SPDX-License-Identifier: BSL-1.0
#include "seed_question.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <onetls/certificate_view.hpp>
#include <onetls/der.hpp>

#include "bad_input.hpp"

namespace seeds {
namespace {

using test::bytes;

/// The public key of the private key `number`: an uncompressed point of P-256.
std::array<unsigned char, 65> public_key(unsigned number) {
    const std::unique_ptr<EC_GROUP, decltype(&EC_GROUP_free)> group{
        EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), &EC_GROUP_free};
    const std::unique_ptr<EC_POINT, decltype(&EC_POINT_free)> point{EC_POINT_new(group.get()),
                                                                    &EC_POINT_free};
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> factor{BN_new(), &BN_free};
    BN_set_word(factor.get(), number);
    EC_POINT_mul(group.get(), point.get(), factor.get(), nullptr, nullptr, nullptr);
    std::array<unsigned char, 65> made{};
    EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, made.data(),
                       made.size(), nullptr);
    return made;
}

/// `der` with `number`'s key in the place of its own, which is one of P-256, too.
bytes with_key(bytes der, unsigned number) {
    const auto view = onetls::certificate_view::parse(der);
    const auto place = view.value().public_key().key.data() - der.data();
    const auto key = public_key(number);
    std::ranges::copy(std::as_bytes(std::span{key}), der.begin() + place);
    return der;
}

unsigned next_key() {
    static unsigned last = 0;
    return ++last;
}

bytes encoded(const std::vector<numbered>& all, bool by_number) {
    bytes made;
    for (const auto& each : all)
        judge::append(made, by_number ? each.unsigned_der() : each.certificate().der());
    return judge::element(0x30, made);
}

}  // namespace

numbered numbered::self_signed(const test::certificate_spec& spec) {
    const auto key = next_key();
    return {test::certified::self_signed(spec), key, key};
}

numbered numbered::issue(const test::certificate_spec& spec) const {
    return {certificate_.issue(spec), next_key(), key_};
}

bytes numbered::unsigned_der() const {
    return without_signature(with_key(certificate_.der(), key_), signer_);
}

bytes without_signature(const bytes& der, unsigned signer) {
    onetls::der::reader parts{onetls::der::only(der, onetls::der::tag::sequence).value().contents};
    bytes made;
    for (int number = 0; number != 2; ++number) {
        const auto part = parts.next().value().whole;
        made.insert(made.end(), part.begin(), part.end());
    }
    judge::append(made, judge::octets({0x03, 0x02, 0x00, signer}));
    return judge::element(0x30, made);
}

seed seed_of(const question& asked) {
    const bool by_number = (asked.terms & fuzz::signed_by_number) != 0;
    auto terms = judge::octets({asked.terms});
    for (const auto each : asked.most_intermediates) judge::append(terms, judge::octets({each}));
    bytes lists;
    for (const auto& each : asked.lists) judge::append(lists, each);
    auto contents = judge::element(0x04, terms);
    judge::append(contents, encoded(asked.chain, by_number));
    judge::append(contents, encoded(asked.anchors, by_number));
    judge::append(contents, judge::element(0x30, lists));
    return {"verify", asked.name, contents};
}

}  // namespace seeds

// SPDX-License-Identifier: BSL-1.0
#include "limbo_case.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <onetls/civil_time.hpp>

#include "data_file.hpp"

namespace judge {
namespace {

using nlohmann::json;

/// The value of `key`; nothing where it is null or absent.
std::optional<json> find(const json& from, const char* key) {
    const auto found = from.find(key);
    return found == from.end() || found->is_null() ? std::nullopt : std::optional{*found};
}

std::string text_of(const json& from, const char* key) {
    const auto found = find(from, key);
    return found ? found->get<std::string>() : std::string{};
}

texts texts_of(const json& from, const char* key) {
    const auto found = find(from, key);
    return found ? found->get<texts>() : texts{};
}

std::string joined(const texts& blocks) {
    std::string whole;
    for (const auto& each : blocks) whole += each + "\n";
    return whole;
}

/// The seconds that `offset`, as "+02:00" or "Z", is ahead of UTC.
std::int64_t seconds_ahead(std::string_view offset) {
    int hours = 0;
    int minutes = 0;
    if (offset.empty() || offset == "Z") return 0;
    if (std::sscanf(offset.data() + 1, "%d:%d", &hours, &minutes) != 2)
        throw std::runtime_error{"no offset from UTC: " + std::string{offset}};
    return (offset.front() == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/// Reads "2024-03-01T00:00:00.999+00:00"; the fraction need not be there.
onetls::timestamp time_of(const std::string& text) {
    int year = 0;
    int end = 0;
    onetls::civil_time civil;
    std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d%n", &year, &civil.month, &civil.day, &civil.hour,
                &civil.minute, &civil.second, &end);
    civil.year = year;
    const auto time = onetls::from_civil(civil);
    if (end == 0 || !time) throw std::runtime_error{"no time: " + text};
    const auto offset =
        std::min(text.find_first_of("+-Z", static_cast<std::size_t>(end)), text.size());
    return onetls::timestamp{time->seconds - seconds_ahead(text.substr(offset))};
}

/// Sorts in a name that the peer has to have.
void add_peer(const json& name, limbo_case& made) {
    auto& names = name.at("kind") == "RFC822" ? made.mailboxes : made.hosts;
    names.push_back(name.at("value").get<std::string>());
}

void add_peers(const json& from, limbo_case& made) {
    if (const auto name = find(from, "expected_peer_name")) add_peer(*name, made);
    if (const auto names = find(from, "expected_peer_names"))
        for (const auto& each : *names) add_peer(each, made);
}

std::optional<std::uint8_t> depth_of(const json& from) {
    const auto found = find(from, "max_chain_depth");
    if (!found) return {};
    constexpr int most = std::numeric_limits<std::uint8_t>::max();
    return static_cast<std::uint8_t>(std::clamp(found->get<int>(), 0, most));
}

limbo_case case_of(const json& from) {
    limbo_case made;
    made.id = text_of(from, "id");
    made.is_good = from.at("expected_result") == "SUCCESS";
    made.peer_pem = text_of(from, "peer_certificate");
    made.intermediates_pem = texts_of(from, "untrusted_intermediates");
    made.anchors_pem = joined(texts_of(from, "trusted_certs"));
    made.crls_pem = joined(texts_of(from, "crls"));
    made.key_pem = text_of(from, "peer_certificate_key");
    if (from.at("validation_kind") == "CLIENT") made.purpose = onetls::purpose::client;
    add_peers(from, made);
    if (const auto time = find(from, "validation_time")) made.time = time_of(*time);
    made.most_intermediates = depth_of(from);
    made.key_usages = texts_of(from, "key_usage");
    made.extended_key_usages = texts_of(from, "extended_key_usage");
    made.signature_algorithms = texts_of(from, "signature_algorithms");
    return made;
}

}  // namespace

std::string limbo_case::chain_pem() const {
    return peer_pem + "\n" + joined(intermediates_pem);
}

std::vector<limbo_case> read_limbo_cases(const std::filesystem::path& path) {
    std::vector<limbo_case> cases;
    const auto suite = json::parse(read_data_file(path));
    for (const auto& each : suite.at("testcases")) cases.push_back(case_of(each));
    if (cases.empty()) throw std::runtime_error{path.string() + ": holds no case"};
    return cases;
}

}  // namespace judge

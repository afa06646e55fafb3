// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <onetls/detail/pin_lines.hpp>
#include <onetls/error.hpp>
#include <onetls/identity.hpp>
#include <onetls/pins.hpp>

/// What a file of known keys says, read in the simplest way.
namespace fuzz {

using lines = std::vector<std::string>;

/// The lines of `text`, without their ends.
inline lines lines_of(std::string_view text) {
    lines all;
    std::istringstream from{std::string{text}};
    for (std::string line; std::getline(from, line);) all.push_back(line);
    return all;
}

/// The words of `line` that stand before a comment.
inline std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words;
    bool within = false;
    for (const char each : line.substr(0, line.find('#'))) {
        const bool blank = each == ' ' || each == '\t' || each == '\r';
        if (!blank && !within) words.emplace_back();
        if (!blank) words.back() += each;
        within = !blank;
    }
    return words;
}

/// A peer, its key, and the number of their line, from 0 on.
struct known_peer {
    std::size_t line;
    onetls::identity peer;
    onetls::key_pin key;
};

/// The peers of a file, up to the first line that is malformed.
class known_peers {
public:
    explicit known_peers(const lines& all) {
        for (std::size_t line = 0; line != all.size() && !malformed_; ++line)
            if (const auto words = words_of(all[line]); !words.empty()) read(line, words);
    }

    bool is_malformed() const { return malformed_.has_value(); }

    /// The peer `wanted`; nothing for a stranger.
    onetls::result<std::optional<known_peer>> find(const onetls::identity& wanted) const {
        std::optional<known_peer> found;
        for (const auto& each : all_) {
            if (!(each.peer == wanted)) continue;
            if (found) return wrong(onetls::cause::contradiction, each.line);
            found = each;
        }
        if (malformed_) return wrong(onetls::cause::malformed, *malformed_);
        return found;
    }

private:
    void read(std::size_t line, const std::vector<std::string>& words) {
        const auto peer = onetls::identity::parse(words[0]);
        const auto key = onetls::key_pin::parse(words.size() > 1 ? words[1] : "");
        const bool dated = words.size() < 3 || onetls::detail::is_date(words[2]);
        if (peer && key && dated && words.size() <= 3)
            all_.push_back({line, *peer, *key});
        else
            malformed_ = line;
    }

    static std::unexpected<onetls::error> wrong(onetls::cause why, std::size_t line) {
        return std::unexpected(onetls::error{.code = onetls::errc::bad_input,
                                             .why = why,
                                             .where = onetls::field::pin_store,
                                             .native = static_cast<std::int32_t>(line + 1)});
    }

    std::vector<known_peer> all_;
    std::optional<std::size_t> malformed_;
};

}  // namespace fuzz

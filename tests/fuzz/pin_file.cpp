// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <onetls/detail/bytes.hpp>
#include <onetls/file_pin_store.hpp>

#include "pin_lines_model.hpp"
#include "promise.hpp"

/// The file of known keys: reading lines that people have edited, and changing them.
///
/// An input is the text of the file, then, behind a line `%%`, what is done to it, line by line:
/// `? host`, `+ host key`, `= host key` and `- host` look up, remember, replace and forget;
/// `@ seconds` sets the clock.

namespace {

namespace files = std::filesystem;

using fuzz::known_peers;
using fuzz::lines_of;
using fuzz::milestone;
using fuzz::promise;
using onetls::cause;
using onetls::identity;
using onetls::key_pin;

milestone malformed{"a malformed line"};
milestone contradiction{"two lines of one peer"};
milestone known{"a peer that is known"};
milestone remembered{"a peer that is remembered"};
milestone refused{"a peer with another key"};
milestone replaced{"a key that is replaced"};
milestone forgotten{"a peer that is forgotten"};

onetls::timestamp now{};
onetls::timestamp clock_of_input() noexcept {
    return now;
}

/// A pin file in a folder of this process, and the store that uses it.
class pin_file {
public:
    pin_file() {
        std::string made = (files::temp_directory_path() / "onetls-fuzz-XXXXXX").string();
        if (mkdtemp(made.data()) == nullptr) throw std::runtime_error{"cannot make a folder"};
        folder_ = made;
        store_.emplace(onetls::file_pin_store::open(path(), clock_of_input).value());
    }
    ~pin_file() {
        std::error_code ignored;
        files::remove_all(folder_, ignored);
    }
    pin_file(const pin_file&) = delete;
    pin_file& operator=(const pin_file&) = delete;

    const onetls::file_pin_store& store() const { return *store_; }
    std::string path() const { return (folder_ / "pins").string(); }
    void write(std::string_view text) const { std::ofstream{path(), std::ios::binary} << text; }
    std::string text() const {
        std::ifstream opened{path(), std::ios::binary};
        return {std::istreambuf_iterator<char>{opened}, {}};
    }

private:
    files::path folder_;
    std::optional<onetls::file_pin_store> store_;
};

const pin_file& file() {
    static const pin_file made;
    return made;
}

void check_lookup(const identity& peer) {
    const auto expected = known_peers{lines_of(file().text())}.find(peer);
    const auto found = file().store().lookup(peer);
    promise(found.has_value() == expected.has_value(), "a corrupt file is told of");
    if (!expected) {
        promise(found.error() == expected.error(), "an error has the number of the line");
        (expected.error().why == cause::malformed ? malformed : contradiction).reach();
        return;
    }
    promise(found->has_value() == expected->has_value(), "who is in the file is known");
    if (!*found) return;
    promise(**found == (*expected)->key, "the key in the file is known");
    known.reach();
}

enum class change : char { remember = '+', replace = '=', forget = '-' };

onetls::result<void> apply(change wanted, const identity& peer, const key_pin& key) {
    switch (wanted) {
    case change::remember: return file().store().remember(peer, key);
    case change::replace: return file().store().replace(peer, key);
    case change::forget: break;
    }
    return file().store().forget(peer);
}

void reach(change wanted) {
    switch (wanted) {
    case change::remember: return remembered.reach();
    case change::replace: return replaced.reach();
    case change::forget: return forgotten.reach();
    }
}

/// Why a change of a file that can be read is refused, if it is.
std::optional<cause> refusal(change wanted, const std::optional<fuzz::known_peer>& known_as,
                             const key_pin& key) {
    if (wanted != change::remember && !known_as) return cause::not_found;
    if (wanted != change::remember || !known_as || known_as->key == key) return std::nullopt;
    return cause::contradiction;
}

/// Promises that `before` has become `after` by nothing but the change of one line.
void check_lines(change wanted, const std::optional<fuzz::known_peer>& known_as, fuzz::lines before,
                 const fuzz::lines& after) {
    promise(after.size() + 1 >= before.size(), "no more than one line goes");
    if (wanted == change::remember && !known_as) before.push_back(after.back());
    if (wanted == change::replace) before[known_as->line] = after.at(known_as->line);
    if (wanted == change::forget)
        before.erase(before.begin() + static_cast<std::ptrdiff_t>(known_as->line));
    promise(before == after, "every other line stays as it is");
}

void check_change(change wanted, const identity& peer, const key_pin& key) {
    const auto before = file().text();
    const auto expected = known_peers{lines_of(before)}.find(peer);
    const auto made = apply(wanted, peer, key);
    const auto after = file().text();
    promise(made || before == after, "what is refused changes nothing");
    if (!expected) return promise(!made && made.error() == expected.error(), "corrupt files stay");
    const auto why_not = refusal(wanted, *expected, key);
    promise(made.has_value() == !why_not, "what can be done is done");
    if (why_not) {
        if (*why_not == cause::contradiction) refused.reach();
        return promise(made.error().why == *why_not, "a refusal has its cause");
    }
    check_lines(wanted, *expected, lines_of(before), lines_of(after));
    const auto found = file().store().lookup(peer);
    const bool fits = found && (wanted == change::forget ? !*found : *found == key);
    promise(fits, "what was written is read back");
    reach(wanted);
}

void set_clock(const std::string& seconds) {
    std::int64_t read = 0;
    std::from_chars(seconds.data(), seconds.data() + seconds.size(), read);
    now = onetls::timestamp{read};
}

void run(const std::string& operation) {
    const auto words = fuzz::words_of(operation);
    if (words.size() < 2 || words[0].size() != 1) return;
    const char verb = words[0][0];
    if (verb == '@') return set_clock(words[1]);
    const auto peer = identity::parse(words[1]);
    const auto key = key_pin::parse(words.size() > 2 ? words[2] : "");
    if (!peer) return;
    check_lookup(*peer);
    if (verb == '+' || verb == '=' || verb == '-')
        check_change(static_cast<change>(verb), *peer, key.value_or(key_pin{}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = onetls::detail::as_characters(std::as_bytes(std::span{data, size}));
    const auto end = std::min(input.find("%%\n"), input.size());
    file().write(input.substr(0, end));
    check_lookup(identity::dns("localhost").value());
    now = onetls::timestamp{};
    for (const auto& operation : lines_of(input.substr(end))) run(operation);
    return 0;
}

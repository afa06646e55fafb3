// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "corpus_numbers.hpp"
#include "encoder.hpp"
#include "program.hpp"
#include "promise.hpp"

namespace fuzz {

using test::encoded;

/// A record as it goes over the wire.
///
/// Source: RFC 8446 §5.1.
struct wire_record {
    std::byte type{};
    std::byte version[2]{std::byte{3}, std::byte{3}};
    encoded body;

    static constexpr std::size_t header = 5;

    void append_to(encoded& out) const {
        const std::byte front[]{type, version[0], version[1],
                                static_cast<std::byte>(body.size() >> 8 & 0xFF),
                                static_cast<std::byte>(body.size() & 0xFF)};
        out.insert(out.end(), std::begin(front), std::end(front));
        out.insert(out.end(), body.begin(), body.end());
    }

    /// Takes the first record off `from`; nothing where it is not whole.
    static std::optional<wire_record> take(encoded& from) {
        if (from.size() < header) return std::nullopt;
        const auto size =
            std::to_integer<std::size_t>(from[3]) * 256 + std::to_integer<std::size_t>(from[4]);
        if (from.size() < header + size) return std::nullopt;
        const auto end = from.begin() + static_cast<std::ptrdiff_t>(header + size);
        wire_record made{from[0], {from[1], from[2]}, {from.begin() + header, end}};
        from.erase(from.begin(), end);
        return made;
    }
};

/// Who sits on the wire in one direction, and does to each record what a program says. Records
/// behind the end of the program pass.
class meddler {
public:
    void take_in(bytes sent) {
        incoming_.insert(incoming_.end(), sent.begin(), sent.end());
        sent_.insert(sent_.end(), sent.begin(), sent.end());
    }

    /// Does what `what` says to the records that are whole by now. `others` went the other way.
    void meddle(program& what, const meddler& others) {
        while (!is_cut_) {
            auto next = wire_record::take(incoming_);
            if (!next) return;
            if (joined_) join(*next);
            const auto held = std::exchange(held_, std::nullopt);
            meddle(*next, what, others);
            if (held) send(*held);
            last_ = std::move(*next);
        }
    }

    /// What goes on to the reader, and is taken off by it.
    encoded& outgoing() noexcept { return outgoing_; }
    void note_delivered(bytes piece) {
        delivered_.insert(delivered_.end(), piece.begin(), piece.end());
    }

    /// What waits for another record goes, too.
    void flush() {
        for (auto* const waiting : {&joined_, &held_})
            if (const auto one = std::exchange(*waiting, std::nullopt)) send(*one);
    }

    bool is_cut() const noexcept { return is_cut_; }

    /// Says whether the first `size` bytes that were delivered are those that were sent.
    bool is_honest(std::size_t size) const {
        const bytes arrived{delivered_};
        const bytes original{sent_};
        return size <= original.size() &&
               std::ranges::equal(arrived.first(size), original.first(size));
    }

private:
    void send(const wire_record& one) { one.append_to(outgoing_); }

    /// Only what is of one kind fits into one record.
    void join(wire_record& next) {
        auto first = *std::exchange(joined_, std::nullopt);
        if (first.type != next.type || first.body.size() + next.body.size() > 0xFFFF)
            return send(first);
        first.body.insert(first.body.end(), next.body.begin(), next.body.end());
        next = std::move(first);
    }

    static std::ptrdiff_t place_in(const encoded& body, std::size_t wanted) {
        return static_cast<std::ptrdiff_t>(wanted % (body.size() + 1));
    }

    static void insert(encoded& body, program& what) {
        const auto at = place_in(body, what.long_number());
        const auto added = what.counted();
        body.insert(body.begin() + at, added.begin(), added.end());
    }

    static void overwrite(encoded& body, program& what) {
        const auto at = place_in(body, what.long_number());
        const auto over = what.counted();
        const auto room = body.size() - static_cast<std::size_t>(at);
        std::ranges::copy(over.first(std::min(over.size(), room)), body.begin() + at);
    }

    /// Takes bytes out of the first handshake message and puts others in; its length stays right.
    static void edit_message(encoded& body, program& what) {
        constexpr std::size_t front = 4;  // the type and the length of a message
        const auto at = what.long_number();
        const auto fewer = what.number();
        const auto added = what.counted();
        if (body.size() < front) return;
        auto size = std::to_integer<std::size_t>(body[1]) << 16U |
                    std::to_integer<std::size_t>(body[2]) << 8U |
                    std::to_integer<std::size_t>(body[3]);
        if (front + size > body.size()) return;
        const auto from = front + at % (size + 1);
        const auto taken = std::min(fewer, front + size - from);
        const auto place = body.begin() + static_cast<std::ptrdiff_t>(from);
        body.erase(place, place + static_cast<std::ptrdiff_t>(taken));
        body.insert(body.begin() + static_cast<std::ptrdiff_t>(from), added.begin(), added.end());
        size += added.size() - taken;
        for (const std::size_t digit : {1U, 2U, 3U})
            body[digit] = static_cast<std::byte>(size >> (8 * (3 - digit)) & 0xFFU);
    }

    void change_byte(const wire_record& one, program& what) {
        const auto begin = outgoing_.size();
        send(one);
        const auto at = what.long_number() % (outgoing_.size() - begin);
        outgoing_[begin + at] ^= static_cast<std::byte>(what.number());
    }

    void split(const wire_record& one, program& what) {
        const auto at = place_in(one.body, what.long_number());
        auto first = one;
        auto second = one;
        first.body.resize(static_cast<std::size_t>(at));
        second.body.erase(second.body.begin(), second.body.begin() + at);
        send(first);
        send(second);
    }

    void add_record(program& what) {
        wire_record added{.type = static_cast<std::byte>(what.number()), .body = {}};
        const auto body = what.counted();
        added.body.assign(body.begin(), body.end());
        send(added);
    }

    void meddle(wire_record& one, program& what, const meddler& others) {
        const auto chosen =
            static_cast<meddling>(what.number() % static_cast<unsigned>(meddling::count));
        switch (chosen) {
        case meddling::drop: return;
        case meddling::repeat: send(one); break;
        case meddling::change_byte: return change_byte(one, what);
        case meddling::shorten: one.body.resize(what.long_number() % (one.body.size() + 1)); break;
        case meddling::insert: insert(one.body, what); break;
        case meddling::overwrite: overwrite(one.body, what); break;
        case meddling::edit_message: edit_message(one.body, what); break;
        case meddling::split: return split(one, what);
        case meddling::join: joined_ = one; return;
        case meddling::delay: held_ = one; return;
        case meddling::add_record: add_record(what); break;
        case meddling::add_bytes: {
            const auto added = what.counted();
            outgoing_.insert(outgoing_.end(), added.begin(), added.end());
            break;
        }
        case meddling::reflect:
            if (others.last_) send(*others.last_);
            break;
        case meddling::retype: one.type = static_cast<std::byte>(what.number()); break;
        case meddling::cut: is_cut_ = true; return;
        case meddling::pass:
        case meddling::count: break;
        }
        send(one);
    }

    encoded incoming_;
    encoded outgoing_;
    encoded sent_;
    encoded delivered_;
    std::optional<wire_record> joined_;
    std::optional<wire_record> held_;
    std::optional<wire_record> last_;
    bool is_cut_ = false;
};

}  // namespace fuzz

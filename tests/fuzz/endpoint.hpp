// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <onetls/concepts.hpp>
#include <onetls/connection_info.hpp>
#include <onetls/identity.hpp>
#include <onetls/key_update.hpp>
#include <onetls/pieces.hpp>
#include <onetls/shutdown.hpp>
#include <onetls/verification.hpp>

#include "promise.hpp"
#include "texts.hpp"

namespace fuzz {

using onetls::cause;
using onetls::errc;
using onetls::error;

/// The bytes that one side writes. Those of the other are different at each place.
inline std::byte byte_at(std::size_t place, bool from_client) {
    const auto mixed = place * 7 + place / 251;
    const auto low = static_cast<std::byte>(mixed & 0x7F);
    return from_client ? low : low | std::byte{0x80};
}

/// One end of a connection. May be called in any order, and holds every answer against what the
/// Stream concept promises.
template <onetls::Stream S>
class endpoint {
public:
    endpoint(S stream, bool is_client)
        : stream_{std::make_unique<S>(std::move(stream))}, is_client_{is_client} {}

    void handshake() {
        begin();
        const auto done = stream_->handshake();
        if (failure_) return check_kept(done);
        if (done) {
            shaken_ = true;
            check_peer();
            return;
        }
        promise(is_harmless(onetls::message(done.error()).view()), "an error is safe to show");
        if (done.error().report.known())
            promise(is_harmless(done.error().report.explain()), "an explanation is safe to show");
        note(done.error());
    }

    void read(std::size_t size) {
        std::vector<std::byte> room(size);
        const bool buffered = stream_->buffered();
        begin();
        const auto got = stream_->read_some(room);
        if (failure_ && !only_unsent_) return check_kept(got);
        if (!shaken_) return check_refused(got, cause::not_established);
        if (peer_closed_)
            return promise(!got && got.error() == error{errc::closed}, "what is closed stays so");
        if (size == 0) return promise(got == 0U, "nothing is read into no room");
        promise(!buffered || got || got.error().code != errc::want_read,
                "what is buffered needs no waiting");
        if (!got) return note_end_of_reading(got.error());
        promise(*got != 0 && *got <= size, "a read moves something, and no more than fits");
        take_in(std::span{room}.first(*got));
    }

    void write(std::size_t size) {
        std::vector<std::byte> offered(size);
        for (std::size_t index = 0; index != size; ++index)
            offered[index] = byte_at(written_ + index, is_client_);
        begin();
        const auto put = stream_->write_some(offered);
        if (failure_) return check_kept(put);
        if (!shaken_) return check_refused(put, cause::not_established);
        if (closing_) return check_refused(put, cause::already_ended);
        if (size < blocked_) return check_refused(put, cause::contradiction);
        if (size == 0) return promise(put == 0U, "nothing is written of nothing");
        if (!put) {
            if (onetls::is_retry(put.error()) && blocked_ == 0)
                blocked_ = std::min(size, largest_record);
            return note_unsent(put.error());
        }
        promise(*put != 0 && *put <= size, "a write moves something, and no more than there is");
        written_ += *put;
        blocked_ = 0;
    }

    /// What blocked, or `size`.
    void write_at_least(std::size_t size) { write(std::max(size, blocked_)); }

    void close() {
        begin();
        note_close(stream_->close());
    }

    /// What comes in is lost.
    void shut_down() {
        begin();
        const auto closed = stream_->close();
        note_close(closed);
        if (!closed) return;
        begin();
        const auto done = onetls::shutdown_some(*stream_);
        loses_ = true;
        if (done) return static_cast<void>(peer_closed_ = true);
        note_end_of_reading(done.error());
    }

    void update_keys(onetls::key_update whose) {
        if constexpr (onetls::KeyUpdating<S>) {
            begin();
            const auto done = stream_->update_keys(whose);
            if (failure_) return check_kept(done);
            if (!shaken_) return check_refused(done, cause::not_established);
            if (closing_) return check_refused(done, cause::already_ended);
            if (blocked_ != 0) return check_refused(done, cause::contradiction);
            if (stream_->info().version != onetls::protocol_version::tls1_3)
                return promise(!done && done.error().code == errc::unsupported,
                               "TLS 1.2 has no key update");
            if (!done) note_unsent(done.error());
            updated_ = updated_ || done;
        }
    }

    /// Moves the stream elsewhere and back.
    void move() {
        S other{std::move(*stream_)};
        *stream_ = std::move(other);
        auto elsewhere = std::make_unique<S>(std::move(*stream_));
        stream_ = std::move(elsewhere);
    }

    /// Ends the transport: the peer sees the end of the bytes.
    void cut() {
        cut_ = true;
        stream_->transport().cut();
    }

    /// What never fails, whatever has happened.
    void look() const {
        const auto told = stream_->info();
        promise(shaken_ || told.version == onetls::protocol_version::unknown,
                "nothing is told before it is agreed on");
        promise(is_harmless(stream_->verification().explain()), "an explanation is safe to show");
        static_cast<void>(stream_->buffered());
    }

    /// Promises that what has failed answers the same whatever is called.
    void check_end() {
        look();
        if (!failure_) return;
        handshake();
        read(1);
        write(blocked_ + 1);
        close();
        shut_down();
        update_keys(onetls::key_update::own);
    }

    S& stream() noexcept { return *stream_; }
    const S& stream() const noexcept { return *stream_; }
    std::optional<error> failure() const noexcept { return failure_; }
    bool shaken() const noexcept { return shaken_; }
    bool peer_closed() const noexcept { return peer_closed_; }
    bool began_closing() const noexcept { return closing_; }
    bool was_cut() const noexcept { return cut_; }
    bool updated() const noexcept { return updated_; }
    std::size_t received() const noexcept { return received_; }
    std::size_t written() const noexcept { return written_; }
    /// Of a write that blocked: may or may not have arrived.
    std::size_t blocked() const noexcept { return blocked_; }
    bool loses() const noexcept { return loses_; }

private:
    /// What a write takes at most, and has to be offered again when it has blocked.
    ///
    /// Source: RFC 8446 §5.1.
    static constexpr std::size_t largest_record = 16384;

    void begin() { stream_->transport().forget(); }

    /// A client knows whom it talks to.
    void check_peer() const {
        if (!is_client_) return;
        promise(stream_->verification().trusted(), "whom a client talks to is trusted");
        promise(!stream_->info().peer_certificate.empty(), "it has shown a certificate");
    }

    void check_kept(const auto& done) const {
        promise(!done && static_cast<const error&>(done.error()) == *failure_,
                "a failure is final");
    }

    static void check_refused(const auto& done, cause why) {
        const error expected{errc::misuse, why, onetls::field::stream};
        promise(!done && static_cast<const error&>(done.error()) == expected,
                "what makes no sense is misuse");
    }

    void take_in(std::span<const std::byte> piece) {
        if (loses_) return;
        for (const auto each : piece)
            promise(each == byte_at(received_++, !is_client_), "what is read was written");
    }

    void note_end_of_reading(const error& seen) {
        if (seen.code != errc::closed) return note(seen);
        peer_closed_ = true;
    }

    void note_close(const onetls::result<void>& done) {
        if (failure_) return check_kept(done);
        if (!shaken_) return check_refused(done, cause::not_established);
        closing_ = true;
        if (!done) note_unsent(done.error());
    }

    /// Where the transport fails to send, reading goes on.
    void note_unsent(const error& seen) {
        note(seen);
        only_unsent_ = seen.code == errc::transport_failed || seen.code == errc::truncated;
    }

    /// A retry is what the transport asked for; all else is final.
    void note(const error& seen) {
        if (onetls::is_retry(seen)) {
            const auto& transport = stream_->transport();
            promise(transport.calls() != 0 && transport.last_failure() == error{seen.code},
                    "a retry is what the transport asked for");
            return;
        }
        failure_ = seen;
        only_unsent_ = false;
        check_failure();
    }

    /// Promises that a failure is one that a peer or a wire can cause.
    void check_failure() const {
        switch (failure_->code) {
        case errc::closed: return promise(!shaken_, "what is closed can still be written to");
        case errc::truncated:
        case errc::peer_alert:
        case errc::protocol_error: return;
        case errc::transport_failed:
            return promise(failure_->native == 104, "it is the transport's failure");
        case errc::untrusted_peer:
            return promise(!shaken_ && !stream_->verification().trusted(),
                           "who is refused is not trusted");
        case errc::negotiation_failed: return promise(!shaken_, "what was agreed on is agreed on");
        default:
            std::fprintf(stderr, "%s\n", std::string{onetls::message(*failure_).view()}.c_str());
            promise(false, "a failure is one of the peer or of the transport");
        }
    }

    std::unique_ptr<S> stream_;
    bool is_client_;
    std::optional<error> failure_;
    bool only_unsent_ = false;  ///< `failure_` does not keep from reading.
    std::size_t written_ = 0;
    std::size_t received_ = 0;
    std::size_t blocked_ = 0;
    bool shaken_ = false;
    bool closing_ = false;
    bool peer_closed_ = false;
    bool cut_ = false;
    bool loses_ = false;
    bool updated_ = false;
};

/// Promises that what `reader` saw is what `writer` did.
template <class Reader, class Writer>
void check_direction(const Reader& reader, const Writer& writer) {
    promise(reader.received() <= writer.written() + writer.blocked(), "nothing comes of nowhere");
    if (reader.peer_closed()) {
        promise(writer.began_closing(), "nobody but the peer closes");
        promise(reader.loses() || reader.received() >= writer.written(), "nothing is lost unseen");
    }
}

}  // namespace fuzz

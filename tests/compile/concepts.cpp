// SPDX-License-Identifier: BSL-1.0
// Each concept with what fits, and with what must not.

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <string_view>

#include <onetls/blocking.hpp>
#include <onetls/buffered.hpp>
#include <onetls/concepts.hpp>
#include <onetls/mbedtls/backend.hpp>
#include <onetls/memory_pipe.hpp>
#include <onetls/openssl/backend.hpp>
#include <onetls/tcp.hpp>

using namespace onetls;

namespace {

using moved = result<std::size_t>;
using input = std::span<std::byte>;
using output = std::span<const std::byte>;

// Transport

struct plain {
    moved read_some(input);
    moved write_some(output);
};
struct read_only {
    moved read_some(input);
};
struct write_only {
    moved write_some(output);
};
struct without_errors {
    std::size_t read_some(input);
    std::size_t write_some(output);
};
struct with_own_errors {
    std::expected<std::size_t, int> read_some(input);
    std::expected<std::size_t, int> write_some(output);
};
struct reads_into_constants {
    moved read_some(output) = delete;
    moved write_some(output);
};
struct writes_from_variables {
    moved read_some(input);
    moved write_some(input);
};
struct with_pointers {
    moved read_some(std::byte*, std::size_t);
    moved write_some(const std::byte*, std::size_t);
};
struct immovable : plain {
    immovable() = default;
    immovable(immovable&&) = delete;
};
struct secretive : private plain {};

static_assert(Transport<plain>);
static_assert(Transport<memory_pipe>);
static_assert(Transport<tcp>);
static_assert(Transport<detail::transport_archetype>);
static_assert(!Transport<int>);
static_assert(!Transport<void>);
static_assert(!Transport<read_only>);
static_assert(!Transport<write_only>);
static_assert(!Transport<without_errors>);
static_assert(!Transport<with_own_errors>);
static_assert(!Transport<reads_into_constants>);
static_assert(!Transport<writes_from_variables>);
static_assert(!Transport<with_pointers>);
static_assert(!Transport<immovable>);
static_assert(!Transport<secretive>);
static_assert(!Transport<const plain>);
static_assert(!Transport<plain*>);
static_assert(!Transport<plain&>);
static_assert(!Transport<std::unique_ptr<plain>>);

// WaitableTransport

struct patient : plain {
    result<void> wait(errc);
};
struct forgetful : plain {
    void wait(errc);
};
struct deaf : plain {
    result<void> wait();
};

static_assert(WaitableTransport<patient>);
static_assert(WaitableTransport<tcp>);
static_assert(!WaitableTransport<plain>);
static_assert(!WaitableTransport<memory_pipe>);
static_assert(!WaitableTransport<forgetful>);
static_assert(!WaitableTransport<deaf>);

// GatheringTransport

struct gathering : plain {
    bool cork(bool);
    result<void> flush();
};
struct without_flush : plain {
    bool cork(bool);
};
struct without_cork : plain {
    result<void> flush();
};
struct careless : plain {
    bool cork(bool);
    void flush();
};

static_assert(GatheringTransport<gathering>);
static_assert(GatheringTransport<tcp>);
static_assert(GatheringTransport<buffered<plain>>);
static_assert(GatheringTransport<openssl::stream<tcp>>);
static_assert(GatheringTransport<mbedtls::stream<tcp>>);
static_assert(!GatheringTransport<openssl::stream<memory_pipe>>);
static_assert(!GatheringTransport<mbedtls::stream<memory_pipe>>);
static_assert(!GatheringTransport<unbuffered_tcp>);
static_assert(!GatheringTransport<plain>);
static_assert(!GatheringTransport<memory_pipe>);
static_assert(!GatheringTransport<without_flush>);
static_assert(!GatheringTransport<without_cork>);
static_assert(!GatheringTransport<careless>);
static_assert(WaitableTransport<buffered<patient>>);
static_assert(!WaitableTransport<buffered<plain>>);

// Certificate

struct own_certificate {
    static result<own_certificate> from_pem(std::string_view);
    static result<own_certificate> from_der(output);
    std::span<const std::byte> der() const;
    certificate_view view() const;
    int native() const;
};
struct mute_certificate : own_certificate {
    static result<mute_certificate> from_pem(std::string_view);
    static result<mute_certificate> from_der(output);
    std::span<const std::byte> der() const = delete;
};
struct changing_certificate : own_certificate {
    static result<changing_certificate> from_pem(std::string_view);
    static result<changing_certificate> from_der(output);
    std::span<const std::byte> der();
};

static_assert(Certificate<own_certificate>);
static_assert(!Certificate<mute_certificate>);
static_assert(!Certificate<changing_certificate>);
static_assert(!Certificate<certificate_view>);
static_assert(!Certificate<std::string>);

// ClientContext, ServerContext, Context

static_assert(!Context<client_config>);
static_assert(!Context<server_config>);
static_assert(!Context<int>);

// Stream

static_assert(!Stream<plain>);
static_assert(!Stream<memory_pipe>);
static_assert(!Stream<tcp>);

// Backend

struct without_name : openssl::backend {
    static constexpr int name = 1;
};
struct with_roles_swapped : openssl::backend {
    using client_context = openssl::server_context;
    using server_context = openssl::client_context;
};
struct with_foreign_contexts : openssl::backend {
    using client_context = mbedtls::client_context;
};
struct without_certificate : openssl::backend {
    using certificate = int;
};
struct with_pipes_for_streams : openssl::backend {
    template <Transport T>
    using stream = T;
};

static_assert(!Backend<int>);
static_assert(!Backend<without_name>);
static_assert(!Backend<with_roles_swapped>);
static_assert(!Backend<with_foreign_contexts>);
static_assert(!Backend<without_certificate>);
static_assert(!Backend<with_pipes_for_streams>);

/// What holds for each backend.
template <class B>
constexpr bool keeps_the_contract() {
    using client = typename B::client_context;
    using server = typename B::server_context;
    using stream = typename B::template stream<memory_pipe>;
    using inner = typename B::template stream<stream>;

    static_assert(Backend<B>);
    static_assert(Certificate<typename B::certificate>);
    static_assert(!Certificate<client>);

    static_assert(ClientContext<client> && !ServerContext<client> && Context<client>);
    static_assert(ServerContext<server> && !ClientContext<server> && Context<server>);
    static_assert(!Context<stream> && !Context<typename B::certificate>);
    static_assert(!std::is_default_constructible_v<client>);
    static_assert(!std::is_default_constructible_v<server>);
    static_assert(std::is_nothrow_move_constructible_v<client>);
    static_assert(!std::is_convertible_v<client, server>);
    static_assert(!std::is_convertible_v<server, client>);

    static_assert(Stream<stream> && Transport<stream>);
    static_assert(Stream<inner>, "TLS within TLS");
    static_assert(!WaitableTransport<stream>);
    static_assert(WaitableTransport<typename B::template stream<tcp>>);
    static_assert(WaitableTransport<typename B::template stream<patient>>);
    static_assert(!std::is_default_constructible_v<stream>);
    static_assert(!std::is_copy_constructible_v<stream>);
    static_assert(std::is_nothrow_move_constructible_v<stream>);
    static_assert(std::is_nothrow_move_assignable_v<stream>);
    return true;
}
static_assert(keeps_the_contract<openssl::backend>());
static_assert(keeps_the_contract<mbedtls::backend>());

// TextSink, CharacterStream

static_assert(TextSink<text<1>>);
static_assert(TextSink<std::string>);
static_assert(!TextSink<std::string_view>);
static_assert(!TextSink<std::ostringstream>);
static_assert(CharacterStream<std::ostream>);
static_assert(CharacterStream<std::ostringstream>);
static_assert(!CharacterStream<std::istringstream>);
static_assert(!CharacterStream<std::string>);
static_assert(!CharacterStream<int>);

// SystemTimePoint, SystemSeconds

using minutes = std::chrono::sys_time<std::chrono::minutes>;
using fraction = std::chrono::sys_time<std::chrono::duration<double>>;

static_assert(SystemTimePoint<std::chrono::system_clock::time_point>);
static_assert(SystemTimePoint<minutes>);
static_assert(SystemSeconds<std::chrono::sys_seconds>);
static_assert(!SystemTimePoint<std::chrono::steady_clock::time_point>);
static_assert(!SystemTimePoint<fraction>);
static_assert(!SystemTimePoint<std::chrono::seconds>);
static_assert(!SystemTimePoint<std::int64_t>);
static_assert(!SystemSeconds<std::chrono::system_clock::time_point>);
static_assert(!SystemSeconds<minutes>);

}  // namespace

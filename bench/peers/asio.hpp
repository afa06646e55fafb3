// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>

#include "../floor/openssl.hpp"
#include "../harness/check.hpp"
#include "../harness/work.hpp"
#include "../material/terms.hpp"

/// Boost.Asio's `ssl::stream`, with the settings of the floor.
namespace bench::peers::asio {

namespace net = boost::asio;
using boost::system::error_code;
using role = net::ssl::stream_base::handshake_type;

inline net::io_context& reactor() {
    static net::io_context made{1};
    return made;
}

/// Contexts of Asio with the settings of the floor: Asio takes over native ones.
class contexts {
public:
    contexts(const credentials& shown, terms agreed)
        : made_{shown, agreed},
          client_{shared(made_.client_settings())},
          server_{shared(made_.server_settings())} {}

protected:
    floor::openssl::contestant made_;
    mutable net::ssl::context client_;
    mutable net::ssl::context server_;

private:
    static SSL_CTX* shared(SSL_CTX* native) {
        SSL_CTX_up_ref(native);
        return native;
    }
};

/// An end over `Layer`, by the functions that block, or say that they would.
template <class Layer>
class sync_end {
public:
    sync_end(net::ssl::context& settings, Layer below, role played)
        : stream_{std::move(below), settings}, role_{played} {
        if (played == role::server) return;
        require(SSL_set_tlsext_host_name(stream_.native_handle(), host) == 1, "setting the name");
        stream_.set_verify_callback(net::ssl::host_name_verification{host});
    }
    sync_end(const sync_end&) = delete;
    sync_end& operator=(const sync_end&) = delete;

    bool handshake() {
        error_code failed;
        stream_.handshake(role_, failed);
        require(!failed || failed == net::error::would_block, "Asio: handshake");
        return !failed;
    }
    std::size_t read(std::span<std::byte> into) {
        error_code failed;
        const auto moved = stream_.read_some(net::buffer(into.data(), into.size()), failed);
        require(!failed || failed == net::error::would_block, "Asio: read_some");
        return moved;
    }
    std::size_t write(std::span<const std::byte> from) {
        error_code failed;
        const auto moved = stream_.write_some(net::buffer(from.data(), from.size()), failed);
        require(!failed || failed == net::error::would_block, "Asio: write_some");
        return moved;
    }

    agreement agreed() { return floor::openssl::agreed_by(stream_.native_handle()); }

protected:
    net::ssl::stream<Layer>& stream() { return stream_; }
    role played() const { return role_; }

private:
    net::ssl::stream<Layer> stream_;
    role role_;
};

/// What the blocking functions run over in memory: a transport of ours.
template <class Pipe>
class memory_layer {
public:
    using lowest_layer_type = memory_layer;
    using executor_type = net::io_context::executor_type;

    explicit memory_layer(Pipe pipe) : pipe_{std::move(pipe)} {}

    lowest_layer_type& lowest_layer() { return *this; }
    executor_type get_executor() { return reactor().get_executor(); }

    template <class Buffers>
    std::size_t read_some(const Buffers& into, error_code& failed) {
        const net::mutable_buffer first = *net::buffer_sequence_begin(into);
        return moved(pipe_.read_some({static_cast<std::byte*>(first.data()), first.size()}),
                     failed);
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& from, error_code& failed) {
        const net::const_buffer first = *net::buffer_sequence_begin(from);
        return moved(pipe_.write_some({static_cast<const std::byte*>(first.data()), first.size()}),
                     failed);
    }

private:
    static std::size_t moved(const onetls::result<std::size_t>& size, error_code& failed) {
        failed = size ? error_code{} : error_code{net::error::would_block};
        return size.value_or(0);
    }

    Pipe pipe_;
};

class memory_contestant : contexts {
public:
    using contexts::contexts;

    template <class Pipe>
    auto client(Pipe pipe) const {
        return end<Pipe>{client_, memory_layer<Pipe>{std::move(pipe)}, role::client};
    }
    template <class Pipe>
    auto server(Pipe pipe) const {
        return end<Pipe>{server_, memory_layer<Pipe>{std::move(pipe)}, role::server};
    }

private:
    template <class Pipe>
    using end = sync_end<memory_layer<Pipe>>;
};

}  // namespace bench::peers::asio

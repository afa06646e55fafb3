// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <onetls/concepts.hpp>
#include <onetls/config.hpp>
#include <onetls/openssl/context_data.hpp>
#include <onetls/storage.hpp>

namespace onetls::openssl {

class client_context;
class server_context;

namespace detail {

/// Makes contexts. A template, so that a program may have it compiled once: how is in
/// `bodies/context.hpp`.
template <class Unit = void>
struct context_maker {
    static result<client_context> make(const client_config& settings) noexcept;
    static result<server_context> make(const server_config& settings) noexcept;
    static result<client_context> make_in(storage_for<context_data>& place,
                                          const client_config& settings) noexcept;
    static result<server_context> make_in(storage_for<context_data>& place,
                                          const server_config& settings) noexcept;

private:
    static result<client_context> build(const client_config& settings,
                                        storage_for<context_data>* place) noexcept;
    static result<server_context> build(const server_config& settings,
                                        storage_for<context_data>* place) noexcept;
};

}  // namespace detail

/// What clients share: trust, policy, application protocols, credential.
class client_context {
public:
    /// Room for a context outside of the heap.
    using storage = storage_for<context_data>;

    /// Makes a context from `settings`, of which nothing is kept.
    ///
    /// Errors: bad_input with the field and the cause, unsupported with the field, out_of_memory.
    [[nodiscard]] static result<client_context> create(const client_config& settings) noexcept {
        return detail::context_maker<>::make(settings);
    }

    /// As above, with what the copies of the context share in `place`. Mbed TLS and OpenSSL
    /// allocate by themselves all the same.
    ///
    /// Lifetime: `place` outlives every copy of the context, and every stream made from one.
    /// Errors:   also misuse with field::storage: `place` holds another context.
    [[nodiscard]] static result<client_context> create(const client_config& settings,
                                                       storage& place) noexcept {
        return detail::context_maker<>::make_in(place, settings);
    }

    /// Makes a context from `Settings`, which are a constant: the compiler checks them. Needs
    /// `constant_settings.hpp`.
    ///
    /// Errors: those of reading trust and credentials; bad_input with cause::forbidden, where the
    /// application permits less; out_of_memory.
    template <const client_config& Settings>
    [[nodiscard]] static result<client_context> create() noexcept {
        static_assert(onetls::detail::check_constant<Settings>());
        return create(Settings);
    }
    template <const client_config& Settings>
    [[nodiscard]] static result<client_context> create(storage& place) noexcept {
        static_assert(onetls::detail::check_constant<Settings>());
        return create(Settings, place);
    }

    /// The policy as this backend carries it out.
    policy effective_policy() const noexcept { return data_->effective; }

    /// How many anchors were loaded, and how many entries were skipped.
    anchor_count anchors() const noexcept { return data_->anchors; }

    /// The native object. It is shared: do not change it.
    SSL_CTX* native() const noexcept { return data_->native.get(); }

private:
    template <Transport T>
    friend class stream;
    friend detail::context_maker<>;

    explicit client_context(shared_context data) noexcept : data_{std::move(data)} {}

    shared_context data_;
};

/// What servers share: credential, policy, application protocols.
class server_context {
public:
    /// Room for a context outside of the heap.
    using storage = storage_for<context_data>;

    /// Makes a context from `settings`, of which nothing is kept.
    ///
    /// Errors: bad_input with the field and the cause, unsupported with the field, out_of_memory.
    [[nodiscard]] static result<server_context> create(const server_config& settings) noexcept {
        return detail::context_maker<>::make(settings);
    }

    /// As above, with what the copies of the context share in `place`. Mbed TLS and OpenSSL
    /// allocate by themselves all the same.
    ///
    /// Lifetime: `place` outlives every copy of the context, and every stream made from one.
    /// Errors:   also misuse with field::storage: `place` holds another context.
    [[nodiscard]] static result<server_context> create(const server_config& settings,
                                                       storage& place) noexcept {
        return detail::context_maker<>::make_in(place, settings);
    }

    /// Makes a context from `Settings`, which are a constant: the compiler checks them. Needs
    /// `constant_settings.hpp`.
    ///
    /// Errors: those of reading trust and credentials; bad_input with cause::forbidden, where the
    /// application permits less; out_of_memory.
    template <const server_config& Settings>
    [[nodiscard]] static result<server_context> create() noexcept {
        static_assert(onetls::detail::check_constant<Settings>());
        return create(Settings);
    }
    template <const server_config& Settings>
    [[nodiscard]] static result<server_context> create(storage& place) noexcept {
        static_assert(onetls::detail::check_constant<Settings>());
        return create(Settings, place);
    }

    /// The policy as this backend carries it out.
    policy effective_policy() const noexcept { return data_->effective; }

    /// The native object. It is shared: do not change it.
    SSL_CTX* native() const noexcept { return data_->native.get(); }

private:
    template <Transport T>
    friend class stream;
    friend detail::context_maker<>;

    explicit server_context(shared_context data) noexcept : data_{std::move(data)} {}

    shared_context data_;
};

}  // namespace onetls::openssl

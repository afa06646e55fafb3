// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <onetls/concepts.hpp>
#include <onetls/config.hpp>
#include <onetls/mbedtls/context_data.hpp>
#include <onetls/storage.hpp>

namespace onetls::mbedtls {

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

    /// The policy that is in force, which is kept in the form that Mbed TLS takes.
    static policy effective(const context_base& made) noexcept;

private:
    static result<client_context> build(const client_config& settings,
                                        storage_for<context_data>* place) noexcept;
    static result<server_context> build(const server_config& settings,
                                        storage_for<context_data>* place) noexcept;

    // Not inlined: what they hold would lie on the stack while PSA is started.
    [[gnu::noinline]] static result<client_context> fill(const client_config& settings,
                                                         storage_for<context_data>* place) noexcept;
    [[gnu::noinline]] static result<server_context> fill(const server_config& settings,
                                                         storage_for<context_data>* place) noexcept;
};

/// Makes contexts of `Settings`. How is in `bodies/constant_context.hpp`.
template <class Context, const auto& Settings, class Form>
struct constant_maker {
    static result<Context> make() noexcept;
    static result<Context> make_in(storage_for<context_data>& place) noexcept;

private:
    static result<Context> build(storage_for<context_data>* place) noexcept;
};

/// Where the bodies are linked, which have all parts, as of settings that are made at run time.
template <class Context, const auto& Settings>
struct constant_maker<Context, Settings, form::linked> {
    static result<Context> make() noexcept { return context_maker<>::make(Settings); }
    static result<Context> make_in(storage_for<context_data>& place) noexcept {
        return context_maker<>::make_in(place, Settings);
    }
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

    /// Makes a context from `Settings`, which are a constant: the compiler checks them, and what
    /// they do not need is not in the program. Needs `constant_settings.hpp`.
    ///
    /// Errors: those of reading trust and credentials; bad_input with cause::forbidden, where the
    /// application permits less; out_of_memory.
    template <const client_config& Settings, class Form = form_of_bodies>
    [[nodiscard]] static result<client_context> create() noexcept {
        static_assert(onetls::detail::check_constant<Settings>());
        return detail::constant_maker<client_context, Settings, Form>::make();
    }
    template <const client_config& Settings, class Form = form_of_bodies>
    [[nodiscard]] static result<client_context> create(storage& place) noexcept {
        static_assert(onetls::detail::check_constant<Settings>());
        return detail::constant_maker<client_context, Settings, Form>::make_in(place);
    }

    /// The policy as this backend carries it out.
    policy effective_policy() const noexcept { return detail::context_maker<>::effective(*data_); }

    /// How many anchors were loaded, and how many entries were skipped.
    anchor_count anchors() const noexcept { return data_->anchors; }

    /// The native object. It is shared: do not change it.
    const mbedtls_ssl_config* native() const noexcept { return data_->native.get(); }

private:
    template <Transport T>
    friend class stream;
    friend detail::context_maker<>;
    template <class Context, const auto& Settings, class Form>
    friend struct detail::constant_maker;

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

    /// Makes a context from `Settings`, which are a constant: the compiler checks them, and what
    /// they do not need is not in the program. Needs `constant_settings.hpp`.
    ///
    /// Errors: those of reading trust and credentials; bad_input with cause::forbidden, where the
    /// application permits less; out_of_memory.
    template <const server_config& Settings, class Form = form_of_bodies>
    [[nodiscard]] static result<server_context> create() noexcept {
        static_assert(onetls::detail::check_constant<Settings>());
        return detail::constant_maker<server_context, Settings, Form>::make();
    }
    template <const server_config& Settings, class Form = form_of_bodies>
    [[nodiscard]] static result<server_context> create(storage& place) noexcept {
        static_assert(onetls::detail::check_constant<Settings>());
        return detail::constant_maker<server_context, Settings, Form>::make_in(place);
    }

    /// The policy as this backend carries it out.
    policy effective_policy() const noexcept { return detail::context_maker<>::effective(*data_); }

    /// The native object. It is shared: do not change it.
    const mbedtls_ssl_config* native() const noexcept { return data_->native.get(); }

private:
    template <Transport T>
    friend class stream;
    friend detail::context_maker<>;
    template <class Context, const auto& Settings, class Form>
    friend struct detail::constant_maker;

    explicit server_context(shared_context data) noexcept : data_{std::move(data)} {}

    shared_context data_;
};

}  // namespace onetls::mbedtls

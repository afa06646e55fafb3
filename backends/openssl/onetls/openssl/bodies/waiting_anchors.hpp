// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <span>

#include <openssl/x509v3.h>

#include <onetls/detail/bytes.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/error.hpp>
#include <onetls/openssl/bodies/certificate.hpp>
#include <onetls/openssl/bodies/made_once.hpp>
#include <onetls/openssl/error.hpp>
#include <onetls/openssl/handle.hpp>

namespace onetls::openssl::detail {

using name_handle = handle<X509_NAME, X509_NAME_free>;
using lookup_method_handle = handle<X509_LOOKUP_METHOD, X509_LOOKUP_meth_free>;

/// Has OpenSSL note now what it needs to know of a certificate that threads will share: else the
/// first that verify do so at the same time. What is wrong with it counts when a path is verified.
///
/// Errors: out_of_memory.
inline result<void> prepare(X509* anchor) noexcept {
    if (X509_check_purpose(anchor, -1, 0) == 1) return {};
    const auto failure = take_error(errc::bad_input);
    if (failure.code == errc::out_of_memory) return std::unexpected(failure);
    return {};
}

/// Parses the anchor in `der` and adds it to `store`, unless that has it.
///
/// Errors: bad_input with field::certificate: malformed; out_of_memory.
inline result<void> add_anchor(X509_STORE* store, std::span<const std::byte> der) noexcept {
    const auto parsed = parse_certificate(der);
    if (!parsed) return std::unexpected(parsed.error());
    if (auto prepared = prepare(parsed->get()); !prepared) return prepared;
    if (X509_STORE_add_cert(store, parsed->get()) == 1) return {};
    return std::unexpected(take_error(errc::out_of_memory));
}

/// Has one thread at a time go on while it lives; false where the lock failed.
class turn {
public:
    explicit turn(CRYPTO_RWLOCK* lock) noexcept
        : lock_{CRYPTO_THREAD_write_lock(lock) == 1 ? lock : nullptr} {}
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() {
        if (lock_ != nullptr) CRYPTO_THREAD_unlock(lock_);
    }

    explicit operator bool() const noexcept { return lock_ != nullptr; }

private:
    CRYPTO_RWLOCK* lock_;
};

/// An anchor that no path has needed yet.
struct waiting_anchor {
    const X509_NAME* name;
    name_handle subject = {};  ///< Holds `name`; empty in one that is only compared with.
    onetls::detail::owned_bytes der = {};
};

/// The anchors of a store that wait to be parsed until a path needs one of their name: of a
/// system's, which are more than a hundred, most programs need one or two, and OpenSSL 3.0 takes
/// 0.1 ms for each. The store owns it and asks it for what it does not have.
///
/// Any number of threads may call it once the first handshake has begun.
/// Source: X509_LOOKUP_meth_new(3).
class waiting_anchors {
public:
    waiting_anchors() noexcept = default;
    waiting_anchors(const waiting_anchors&) = delete;
    waiting_anchors& operator=(const waiting_anchors&) = delete;
    ~waiting_anchors() { CRYPTO_THREAD_lock_free(lock_); }

    /// Those of `store`; nullptr when out of memory.
    static waiting_anchors* of(X509_STORE* store) noexcept {
        auto* const how = method();
        auto* const lookup = how == nullptr ? nullptr : X509_STORE_add_lookup(store, how);
        return lookup == nullptr ? nullptr : &from(lookup);
    }

    /// Has `der` wait, whose subject is `name`. False where it waits already.
    ///
    /// Errors: bad_input where `name` is none for OpenSSL; out_of_memory.
    result<bool> add(std::span<const std::byte> der, std::span<const std::byte> name) noexcept {
        for (int index = 0; index != OPENSSL_sk_num(list_.get()); ++index)
            if (same(at(index).der.span(), der)) return false;
        const auto* bytes = reinterpret_cast<const unsigned char*>(name.data());
        name_handle subject{d2i_X509_NAME(nullptr, &bytes, static_cast<long>(name.size()))};
        if (!subject) return std::unexpected(take_error(errc::bad_input));
        onetls::detail::owned<waiting_anchor> made{new (std::nothrow)
                                                       waiting_anchor{subject.get()}};
        if (!made) return std::unexpected(error{errc::out_of_memory});
        made->subject = std::move(subject);
        made->der = onetls::detail::owned_bytes::copy_of(der);
        if (!made->der || OPENSSL_sk_push(list_.get(), made.get()) <= 0)
            return std::unexpected(take_error(errc::out_of_memory));
        made.release();
        return true;
    }

    /// Adds those with `name` to `store`. One that OpenSSL cannot parse goes on waiting, and
    /// vouches for nobody.
    ///
    /// Errors: out_of_memory; internal: the lock failed. What is left goes on waiting.
    result<void> bring(X509_STORE* store, const X509_NAME* name) noexcept {
        const waiting_anchor wanted{name};
        const turn alone{lock_};
        if (!alone) return std::unexpected(take_error(errc::internal));
        int index = OPENSSL_sk_find(list_.get(), &wanted);
        while (0 <= index && index < OPENSSL_sk_num(list_.get()) &&
               X509_NAME_cmp(at(index).name, name) == 0) {
            const auto added = add_anchor(store, at(index).der.span());
            if (!added && added.error().code == errc::out_of_memory) return added;
            if (added)
                free_anchor(OPENSSL_sk_delete(list_.get(), index));
            else
                ++index;
        }
        return {};
    }

private:
    static void free_anchor(void* anchor) noexcept { delete static_cast<waiting_anchor*>(anchor); }
    static void free_list(OPENSSL_STACK* list) noexcept { OPENSSL_sk_pop_free(list, &free_anchor); }
    using list_handle = handle<OPENSSL_STACK, &free_list>;

    static int compare(const void* left, const void* right) noexcept {
        return X509_NAME_cmp((*static_cast<const waiting_anchor* const*>(left))->name,
                             (*static_cast<const waiting_anchor* const*>(right))->name);
    }

    static bool same(std::span<const std::byte> left, std::span<const std::byte> right) noexcept {
        return left.size() == right.size() &&
               std::memcmp(left.data(), right.data(), left.size()) == 0;
    }

    waiting_anchor& at(int index) const noexcept {
        return *static_cast<waiting_anchor*>(OPENSSL_sk_value(list_.get(), index));
    }

    // What OpenSSL calls.

    static waiting_anchors& from(X509_LOOKUP* lookup) noexcept {
        return *static_cast<waiting_anchors*>(X509_LOOKUP_get_method_data(lookup));
    }

    static int make(X509_LOOKUP* lookup) noexcept {
        onetls::detail::owned<waiting_anchors> made{new (std::nothrow) waiting_anchors};
        if (!made) return 0;
        made->list_.reset(OPENSSL_sk_new(&compare));
        if (!made->list_ || made->lock_ == nullptr) return 0;
        return X509_LOOKUP_set_method_data(lookup, made.release());
    }

    static void free(X509_LOOKUP* lookup) noexcept {
        delete static_cast<waiting_anchors*>(X509_LOOKUP_get_method_data(lookup));
    }

    static int find(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name,
                    X509_OBJECT* into) noexcept {
        if (type != X509_LU_X509) return 0;
        auto* const store = X509_LOOKUP_get_store(lookup);
        if (!from(lookup).bring(store, name)) return 0;
        // Another thread may have brought it. The store has the reference that `into` is given.
        if (X509_STORE_lock(store) != 1) return 0;
        auto* const found =
            X509_OBJECT_retrieve_by_subject(X509_STORE_get0_objects(store), type, name);
        auto* const anchor = found == nullptr ? nullptr : X509_OBJECT_get0_X509(found);
        const bool given = anchor != nullptr && X509_OBJECT_set1_X509(into, anchor) == 1;
        X509_STORE_unlock(store);
        if (given) X509_free(anchor);
        return given ? 1 : 0;
    }

    /// nullptr when out of memory.
    static X509_LOOKUP_METHOD* method() noexcept {
        static constinit onetls::detail::atomic<X509_LOOKUP_METHOD*> known{nullptr};
        return made_once(known, [] {
            lookup_method_handle made{X509_LOOKUP_meth_new("onetls anchors")};
            if (!made || X509_LOOKUP_meth_set_new_item(made.get(), &make) != 1 ||
                X509_LOOKUP_meth_set_free(made.get(), &free) != 1 ||
                X509_LOOKUP_meth_set_get_by_subject(made.get(), &find) != 1)
                made.reset();
            return made;
        });
    }

    list_handle list_;
    CRYPTO_RWLOCK* const lock_ = CRYPTO_THREAD_lock_new();
};

}  // namespace onetls::openssl::detail

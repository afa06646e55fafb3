// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <stop_token>
#include <thread>
#include <utility>

#include <pthread.h>
#include <signal.h>

/// Doing something when the system says so: no part of the library.

namespace example {

/// Does something on a thread of its own, as ordinary code, whenever the process gets SIGHUP.
///
/// To be made before any other thread: those begun later have the signal blocked, as it has to be.
class at_hangup {
public:
    explicit at_hangup(std::function<void()> act) {
        sigemptyset(&hangup_);
        sigaddset(&hangup_, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &hangup_, nullptr);
        waiting_ = std::jthread{[this, act = std::move(act)](const std::stop_token& ended) {
            while (wait(), !ended.stop_requested()) act();
        }};
    }
    at_hangup(const at_hangup&) = delete;
    at_hangup& operator=(const at_hangup&) = delete;

    ~at_hangup() {
        waiting_.request_stop();
        pthread_kill(waiting_.native_handle(), SIGHUP);
    }

private:
    void wait() const {
        int arrived = 0;
        sigwait(&hangup_, &arrived);
    }

    sigset_t hangup_{};
    std::jthread waiting_;
};

}  // namespace example

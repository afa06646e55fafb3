// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cassert>
#include <csignal>
#include <stdexcept>

#include <sys/wait.h>
#include <unistd.h>

namespace test {

/// Says whether assertions are on in this build: only then they do what stands in them.
inline bool has_assertions() {
    bool on = false;
    assert((on = true));
    return on;
}

/// Runs `act` in a process of its own, and says whether an assertion ended it.
template <class Act>
bool aborts(Act act) {
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error{"cannot fork"};
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL);
        act();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

}  // namespace test

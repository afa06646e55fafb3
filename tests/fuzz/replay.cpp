// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "promise.hpp"
#include "trace.hpp"

/// Runs a target over the files of folders, or over single files, as a test that needs no fuzzer.
///
/// usage: fuzz-NAME FOLDER|FILE...

namespace {

namespace files = std::filesystem;

/// The files that `place` stands for, by name, so that every run is the same.
std::vector<files::path> inputs_of(const files::path& place) {
    if (files::is_regular_file(place)) return {place};
    std::vector<files::path> found;
    if (files::is_directory(place))
        for (const auto& each : files::directory_iterator{place})
            if (each.is_regular_file()) found.push_back(each.path());
    std::ranges::sort(found);
    return found;
}

/// What `input` has streams write; see `trace`.
std::uint64_t written_with(const std::vector<std::uint8_t>& input) {
    fuzz::trace::begin();
    LLVMFuzzerTestOneInput(input.data(), input.size());
    return fuzz::trace::value();
}

void run(const files::path& input) {
    // Whoever reads of a failure wants to know whose it is.
    std::printf("%s\n", input.c_str());
    std::fflush(stdout);
    std::ifstream opened{input, std::ios::binary};
    const std::vector<char> read{std::istreambuf_iterator<char>{opened}, {}};
    // Of the exact size, so that a sanitizer sees the first byte behind it.
    const std::vector<std::uint8_t> exact{read.begin(), read.end()};
    const auto written = written_with(exact);
    // A finding is worth little if it cannot be had again.
    fuzz::promise(fuzz::trace::is_empty() || written_with(exact) == written,
                  "the same input leads to the same bytes");
}

/// Says whether the inputs led to all that they have to lead to.
bool all_reached() {
    bool all = true;
    fuzz::milestone::for_each_missed([&](const char* name) {
        std::printf("no input leads to %s\n", name);
        all = false;
    });
    return all;
}

}  // namespace

int main(int count, char** arguments) {
    std::size_t inputs = 0;
    bool whole = false;
    for (const char* place : std::span{arguments, static_cast<std::size_t>(count)}.subspan(1)) {
        const auto found = inputs_of(place);
        if (found.empty()) return std::printf("there is no input in %s\n", place), 1;
        for (const auto& each : found) run(each);
        inputs += found.size();
        whole = whole || files::is_directory(place);
    }
    std::printf("%zu inputs\n", inputs);
    if (inputs == 0) return 1;
    return whole && !all_reached() ? 1 : 0;
}

// SPDX-License-Identifier: BSL-1.0
#include "seeds.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

/// Writes the inputs that the corpora begin with. Most certificates are new ones in every run.
///
/// usage: fuzz-seeds FOLDER

namespace {

bool write(const std::filesystem::path& folder, const seeds::seed& each) {
    std::filesystem::create_directories(folder / each.target);
    std::ofstream opened{folder / each.target / each.name, std::ios::binary};
    opened.write(reinterpret_cast<const char*>(each.contents.data()),
                 static_cast<std::streamsize>(each.contents.size()));
    return opened.good();
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return std::fputs("usage: fuzz-seeds FOLDER\n", stderr), 2;
    for (const auto& list : {seeds::certificates(), seeds::chains(), seeds::limited_chains(),
                             seeds::encodings(), seeds::texts(), seeds::wires()})
        for (const auto& each : list)
            if (!write(arguments[1], each))
                return std::fprintf(stderr, "cannot write %s\n", each.name.c_str()), 1;
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// show-frame FILE…: prints the bus messages in files, such as those of tests/golden, as text.
#include <cstdio>

#include "base/files.hpp"
#include "tools/frames/frame_file.hpp"

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fputs("usage: show-frame FILE…\n", stderr);
        return 2;
    }
    int exit_code = 0;
    for (int i = 1; i < argc; ++i) {
        const auto bytes = berth::base::read_file(argv[i]);
        const auto frames = bytes ? berth::tools::from_file_bytes(*bytes)
                                  : berth::base::Result<std::vector<berth::wire::Frame>>(bytes.error());
        if (!frames) {
            std::fprintf(stderr, "%s: %s\n", argv[i], frames.error().message.c_str());
            exit_code = 1;
            continue;
        }
        for (const berth::wire::Frame& frame : *frames) {
            std::fputs((berth::tools::to_text(frame) + "\n").c_str(), stdout);
        }
    }
    return exit_code;
}

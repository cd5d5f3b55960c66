// SPDX-License-Identifier: Apache-2.0
// Frames as versions of berth once sent them: today's code must read them the same for ever.
#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "berth/bus/v1/session.pb.h"
#include "tools/frames/frame_file.hpp"

namespace fs = std::filesystem;
using namespace berth;

TEST_CASE("each golden frame still decodes to its text")
{
    const char* source = std::getenv("BERTH_SOURCE_DIR"); // set by berth_test()
    REQUIRE(source != nullptr);
    int count = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(source) / "tests/golden")) {
        if (entry.path().extension() != ".bin") {
            continue;
        }
        INFO(entry.path());
        const auto frames = tools::from_file_bytes(base::read_file(entry.path()).value());
        REQUIRE(frames.has_value());
        REQUIRE(frames->size() == 1);
        fs::path text = entry.path();
        CHECK(tools::to_text(frames->front()) == base::read_file(text.replace_extension(".txt")).value());
        ++count;
    }
    CHECK(count >= 18);
}

TEST_CASE("a file of messages is read to its end, and a cut or foreign one is refused")
{
    wire::Frame frame{"session", wire::make_envelope({}, "berth.bus.v1.Ping"), ""};
    const std::string bytes = tools::to_file_bytes(frame);
    CHECK(tools::from_file_bytes(bytes + bytes).value().size() == 2);
    CHECK(tools::from_file_bytes("").value().empty());
    CHECK(tools::from_file_bytes(bytes.substr(0, bytes.size() - 1)).has_error());
    CHECK(tools::from_file_bytes("#!/bin/sh\n").has_error());
}

TEST_CASE("a message of an unknown type is still shown, its payload as hex")
{
    const wire::Frame frame{"host.x", wire::make_envelope({}, "berth.future.v9.Thing"), "\x01\xff"};
    CHECK(tools::to_text(frame).find("payload of 2 bytes: 01ff\n") != std::string::npos);
}

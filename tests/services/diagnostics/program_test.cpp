// SPDX-License-Identifier: Apache-2.0
// The program itself: killed in the midst of its work and started again.
#include <algorithm>
#include <csignal>
#include <fstream>

#include <catch2/catch.hpp>

#include "base/child.hpp"
#include "base/instance.hpp"
#include "tests/services/diagnostics/running_diagnostics.hpp"

using namespace berth;
using namespace berth::test;

namespace {

/// An instance of the test's own; its directories go with it.
class OwnInstance {
public:
    OwnInstance() : instance("diagtest" + std::to_string(::getpid() % 100000))
    {
        std::filesystem::create_directories(instance.run_dir());
    }
    ~OwnInstance()
    {
        std::error_code ignored; // a leftover must not hide the test's result
        for (const auto& directory : {instance.run_dir(), instance.log_dir(), instance.state_dir()}) {
            std::filesystem::remove_all(directory, ignored);
        }
    }
    base::Instance instance;
};

base::Child start(const base::Instance& instance)
{
    base::ProcessSpec spec;
    spec.program = base::libexec_dir() / "berth-diagnostics";
    spec.arguments = {"--instance", instance.name()};
    spec.parent_death_signal = SIGKILL; // a test that dies leaves nothing behind
    return base::Child::spawn(spec);
}

/// Writes until the line can be read back: by then the program runs and everything before it has arrived.
void write_and_see(logging::LogWriter& writer, const base::Instance& instance, const std::string& text)
{
    writer.write(diagnostics::v1::LEVEL_INFO, text);
    const auto end = std::chrono::steady_clock::now() + kReadPatience;
    while (std::chrono::steady_clock::now() < end) {
        writer.flush();
        try {
            logging::LogReader reader(instance.run_dir() / "log-query.sock", {});
            if (read_until(reader, text)) {
                return;
            }
        } catch (const base::SystemError&) { // not there yet
            std::this_thread::yield();
        }
    }
    FAIL("the line was not seen in time: " << text);
}

} // namespace

TEST_CASE("no line that was stored is lost by kill -9, and lines of the time between arrive later", "[root]")
{
    if (::geteuid() != 0) {
        WARN("skipped: an instance's directories need root");
        return;
    }
    const OwnInstance own;
    logging::LogWriter writer(own.instance.run_dir() / "log.sock", {"lifecycle", bus::v1::SIDE_HOST, 1});
    base::Child program = start(own.instance);
    write_and_see(writer, own.instance, "before");

    program.signal(SIGKILL);
    REQUIRE(program.wait(kReadPatience));
    writer.write(diagnostics::v1::LEVEL_INFO, "between");
    program = start(own.instance);
    write_and_see(writer, own.instance, "after");

    diagnostics::v1::LogQuery query;
    query.set_service("lifecycle");
    CHECK(read_messages(logging::LogReader(own.instance.run_dir() / "log-query.sock", query)) ==
          std::vector<std::string>{"before", "between", "after"});
    query.set_service("diagnostics");
    const auto words = read_messages(logging::LogReader(own.instance.run_dir() / "log-query.sock", query));
    CHECK(std::count_if(words.begin(), words.end(),
                        [](const std::string& text) { return text.find("keeping logs in") == 0; }) == 2);

    program.signal(SIGTERM);
    const auto status = program.wait(kReadPatience);
    REQUIRE(status);
    CHECK(status->success());
}

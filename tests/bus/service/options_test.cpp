// SPDX-License-Identifier: Apache-2.0
#include "service/options.hpp"

#include <catch2/catch.hpp>

#include "service/exit.hpp"

using namespace berth;

namespace {

service::Options parse(std::vector<std::string> words)
{
    words.insert(words.begin(), "berth-x");
    std::vector<char*> argv;
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    return service::parse_options(static_cast<int>(argv.size()), argv.data());
}

} // namespace

TEST_CASE("the common options are taken and the rest is left to the service")
{
    const service::Options options =
        parse({"--instance", "t1", "--own", "1", "--log-level", "debug", "word"});
    CHECK(options.instance.name() == "t1");
    CHECK(options.log_level == "debug");
    CHECK_FALSE(options.describe);
    CHECK(options.rest == std::vector<std::string>{"--own", "1", "word"});
    CHECK(parse({}).instance.name().empty());
    CHECK(parse({"--describe"}).describe);
}

TEST_CASE("the default instance may be named by an empty word, as the broker does")
{
    CHECK(parse({"--instance", ""}).instance.name().empty());
}

TEST_CASE("an option without its value and a wrong instance name are refused")
{
    CHECK_THROWS_WITH(parse({"--instance"}), Catch::Contains("--instance needs a value"));
    CHECK_THROWS_AS(parse({"--instance", "../x"}), service::Exit);
}

TEST_CASE("a program without options of its own names the argument that it does not know")
{
    CHECK_NOTHROW(service::refuse_further(parse({"--instance", "t1"}).rest));
    try {
        service::refuse_further(parse({"--bogus", "1"}).rest);
        FAIL("it was taken");
    } catch (const service::Exit& exit) {
        CHECK(exit.code() == service::ExitCode::usage);
        CHECK(exit.what() == std::string("unexpected argument '--bogus'"));
    }
}

TEST_CASE("a host program finds the bus by its instance, a guest in the engine's /run/berth")
{
    const service::Identity host{.name = "a", .side = bus::v1::SIDE_HOST};
    const service::Identity guest{.name = "a", .side = bus::v1::SIDE_GUEST};
    const base::Instance instance("t1");
    CHECK(service::bus_directory(host, instance) == "/run/berth-t1/bus");
    CHECK(service::bus_directory(guest, instance) == "/run/berth/bus");
    CHECK(service::log_socket(host, instance) == "/run/berth-t1/log.sock");
    CHECK(service::log_socket(guest, instance) == "/run/berth/log.sock");
}

TEST_CASE("a description is one line a fact")
{
    const service::Identity identity{.name = "a",
                                     .side = bus::v1::SIDE_GUEST,
                                     .commands = {"berth.a.v1.Do", "berth.a.v1.Undo"},
                                     .publishes = {"guest.a.state"}};
    CHECK(service::describe(identity) == "service a (guest)\n"
                                         "answers berth.a.v1.Do\n"
                                         "answers berth.a.v1.Undo\n"
                                         "publishes guest.a.state\n");
}

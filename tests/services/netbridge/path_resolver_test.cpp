// SPDX-License-Identifier: Apache-2.0
// The host's side of a question, against the guest's own server.
#include <vector>

#include <catch2/catch.hpp>

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"
#include "peer.hpp"
#include "services/netbridge/guest/path_server.hpp"
#include "services/netbridge/host/proxy/path_resolver.hpp"
#include "services/netbridge/stream/data_thread.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::netbridge::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class Sides {
public:
    Sides()
    {
        base::make_directories(dir_.path() / "distros/Ubuntu/home");
        fs::create_symlink("/home", dir_.path() / "distros/Ubuntu/link");
    }
    ~Sides() { stop_guest(); }

    void start_guest()
    {
        thread_.run([this] {
            guest_ = std::make_unique<PathServer>(thread_.context(), base::listen_unix(socket(), 0600),
                                                  dir_.path() / "distros");
        });
    }
    void stop_guest()
    {
        thread_.run([this] { guest_.reset(); });
    }
    auto asks(std::string distro, DistroQuestion question, std::optional<PeerUser> caller = std::nullopt)
    {
        const auto asked = [this, caller = std::move(caller), distro = std::move(distro),
                            question = std::move(question)]() -> asio::awaitable<base::Result<DistroAnswer>> {
            auto answer = co_await resolver_.resolve(distro, question, caller);
            co_return answer;
        };
        return asio::co_spawn(thread_.context(), asked, asio::use_future);
    }
    std::string socket() const { return dir_ / "paths.sock"; }
    fs::path ubuntu() const { return dir_.path() / "distros/Ubuntu"; }

private:
    berth::test::TempDir dir_;
    GuestPathResolver resolver_{socket()};
    DataThread thread_;
    std::unique_ptr<PathServer> guest_;
};

} // namespace

TEST_CASE("many and long paths are answered each by its own, over as many messages as they need")
{
    Sides sides;
    sides.start_guest();
    DistroQuestion question;
    for (int i = 0; i < 30; ++i) {
        question["/link/" + std::to_string(i) + std::string(4000, 'x')] = false;
    }
    question["/new"] = true;
    const auto answer = sides.asks("Ubuntu", question).get();
    REQUIRE(answer.has_value());
    CHECK(answer->attached);
    REQUIRE(answer->paths.size() == question.size());
    for (const auto& [path, place] : answer->paths) {
        CHECK(*place == (path == "/new" ? path : "/home" + path.substr(5)));
    }
    CHECK(fs::is_directory(sides.ubuntu() / "new"));
}

TEST_CASE("the guest learns who calls, with the supplementary groups")
{
    if (::geteuid() != 0) {
        WARN("skipped: only root can give directories away");
        return;
    }
    constexpr unsigned kMember = 1000;
    constexpr unsigned kGroup = 2000;
    Sides sides;
    sides.start_guest();
    const fs::path shared = sides.ubuntu() / "home";
    REQUIRE(::chown(shared.c_str(), 0, kGroup) == 0);
    REQUIRE(::chmod(shared.c_str(), 0775) == 0);
    const auto owner_of_new = [&](const std::string& name, const std::vector<unsigned>& groups) {
        const PeerUser caller{.uid = kMember, .gid = kMember, .groups = groups};
        REQUIRE(sides.asks("Ubuntu", {{"/home/" + name, true}}, caller).get().has_value());
        struct stat made {};
        REQUIRE(::stat((shared / name).c_str(), &made) == 0);
        return made.st_uid;
    };
    CHECK(owner_of_new("by-member", {7, kGroup}) == kMember);
    CHECK(owner_of_new("by-stranger", {7}) == 0);
}

TEST_CASE("a distro that the engine does not see is answered so")
{
    Sides sides;
    sides.start_guest();
    const auto answer = sides.asks("Fedora", {{"/x", true}}).get();
    REQUIRE(answer.has_value());
    CHECK_FALSE(answer->attached);
    CHECK(answer->paths.empty());
}

TEST_CASE("a path that cannot be used is that path's failure")
{
    Sides sides;
    sides.start_guest();
    fs::create_symlink("/loop", sides.ubuntu() / "loop");
    const auto answer = sides.asks("Ubuntu", {{"/loop", false}, {"/home", false}}).get();
    REQUIRE(answer.has_value());
    CHECK(answer->paths.at("/loop").has_error());
    CHECK(*answer->paths.at("/home") == "/home");
}

TEST_CASE("a question waits for a guest that is being restarted, and names the socket when none comes")
{
    Sides sides;
    auto waiting = sides.asks("Ubuntu", {{"/home", false}});
    CHECK(waiting.wait_for(100ms) == std::future_status::timeout);
    sides.start_guest();
    CHECK(waiting.get().has_value());
    sides.stop_guest();
    const auto answer = sides.asks("Ubuntu", {{"/home", false}}).get();
    REQUIRE(answer.has_error());
    CHECK_THAT(answer.error().message, Catch::Contains(sides.socket()));
}

TEST_CASE("a guest that answers nonsense is no answer")
{
    Sides sides;
    const base::UniqueFd listener = base::listen_unix(sides.socket(), 0600);
    auto waiting = sides.asks("Ubuntu", {{"/home", false}});
    while (waiting.wait_for(0ms) == std::future_status::timeout) {
        pollfd entry{.fd = listener.get(), .events = POLLIN, .revents = 0};
        if (::poll(&entry, 1, 20) > 0) {
            Peer host = Peer::accept_from(listener.get());
            host.receive_bytes(4);
            host.send(std::string("\0\0\0\2\x08\x01", 6)); // attached, and not one path
        }
    }
    CHECK(waiting.get().has_error());
}

} // namespace berth::netbridge::test

// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <catch2/catch.hpp>

#include <boost/endian/conversion.hpp>

#include "base/files.hpp"
#include "berth/netbridge/v1/paths.pb.h"
#include "peer.hpp"
#include "services/netbridge/guest/path_server.hpp"
#include "services/netbridge/stream/data_thread.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::netbridge::test {
namespace {

namespace fs = std::filesystem;

class PathScene {
public:
    PathScene()
    {
        base::make_directories(distros() / "Ubuntu/home/me");
        fs::create_symlink("/home/me", distros() / "Ubuntu/project");
        thread_.run([this] {
            server_ = std::make_unique<PathServer>(
                thread_.context(), base::listen_unix(dir_.path() / "paths.sock", 0600), distros());
        });
    }
    ~PathScene()
    {
        thread_.run([this] { server_.reset(); });
    }
    fs::path distros() const { return dir_.path() / "distros"; }
    Peer host() const { return Peer::connect(dir_.path() / "paths.sock"); }

private:
    berth::test::TempDir dir_;
    DataThread thread_;
    std::unique_ptr<PathServer> server_;
};

std::string frame(const std::string& payload)
{
    std::string header(4, '\0');
    boost::endian::store_big_u32(reinterpret_cast<unsigned char*>(header.data()),
                                 static_cast<std::uint32_t>(payload.size()));
    return header + payload;
}

v1::ResolvePathsReply ask(Peer& host, const v1::ResolvePaths& request)
{
    host.send(frame(request.SerializeAsString()));
    const std::string header = host.receive_bytes(4);
    REQUIRE(header.size() == 4);
    v1::ResolvePathsReply reply;
    REQUIRE(reply.ParseFromString(host.receive_bytes(
        boost::endian::load_big_u32(reinterpret_cast<const unsigned char*>(header.data())))));
    return reply;
}

v1::ResolvePaths question(const std::string& distro, const std::string& path, bool make = false)
{
    v1::ResolvePaths request;
    request.set_distro(distro);
    request.add_queries()->set_distro_path(path);
    request.mutable_queries(0)->set_make_directory(make);
    return request;
}

} // namespace

TEST_CASE("paths are answered in order, many questions on one stream")
{
    PathScene scene;
    Peer host = scene.host();
    v1::ResolvePaths request = question("Ubuntu", "/project/src");
    request.add_queries()->set_distro_path("/home/me");
    const v1::ResolvePathsReply reply = ask(host, request);
    CHECK(reply.attached());
    REQUIRE(reply.paths_size() == 2);
    CHECK(reply.paths(0).distro_path() == "/home/me/src");
    CHECK(reply.paths(1).distro_path() == "/home/me");
    CHECK(ask(host, question("Ubuntu", "/project")).paths(0).distro_path() == "/home/me");
}

TEST_CASE("a missing directory is made only where that is asked for")
{
    PathScene scene;
    Peer host = scene.host();
    CHECK_FALSE(ask(host, question("Ubuntu", "/home/me/new")).paths(0).made());
    CHECK_FALSE(fs::exists(scene.distros() / "Ubuntu/home/me/new"));
    CHECK(ask(host, question("Ubuntu", "/project/new", true)).paths(0).made());
    CHECK(fs::is_directory(scene.distros() / "Ubuntu/home/me/new"));
    CHECK_FALSE(ask(host, question("Ubuntu", "/project/new", true)).paths(0).made());
}

TEST_CASE("a distro that is not attached is said to be so, whatever its name")
{
    PathScene scene;
    Peer host = scene.host();
    for (const std::string& distro :
         {std::string("Debian"), std::string(), std::string("."), std::string(".."),
          std::string("../distros/Ubuntu"), std::string("Ubuntu/home"), std::string("Ubuntu\0x", 8),
          std::string(300, 'n')}) {
        const v1::ResolvePathsReply reply = ask(host, question(distro, "/home/me", true));
        CHECK_FALSE(reply.attached());
        CHECK(reply.paths_size() == 0);
    }
}

TEST_CASE("links in a circle are this path's failure, not the others'")
{
    PathScene scene;
    fs::create_symlink("/loop", scene.distros() / "Ubuntu/loop");
    Peer host = scene.host();
    v1::ResolvePaths request = question("Ubuntu", "/loop/x");
    request.add_queries()->set_distro_path("/home");
    const v1::ResolvePathsReply reply = ask(host, request);
    CHECK_THAT(reply.paths(0).failure(), Catch::Contains("40 symbolic links"));
    CHECK(reply.paths(1).distro_path() == "/home");
}

TEST_CASE("what is no path, or leads to none, is refused in words")
{
    PathScene scene;
    const fs::path ubuntu = scene.distros() / "Ubuntu";
    const std::string name(200, 'n');
    std::string target;
    for (int i = 0; i < 20; ++i) {
        target += "/" + name;
    }
    fs::create_symlink(target, ubuntu / "long");
    Peer host = scene.host();
    const std::string longest = "/" + std::string(4094, 'x');
    CHECK(ask(host, question("Ubuntu", longest)).paths(0).distro_path() == longest);
    for (const std::string& path :
         {longest + "x", std::string("home"), std::string(), std::string("/a\0b", 4), "/long/" + name}) {
        CHECK_FALSE(ask(host, question("Ubuntu", path, true)).paths(0).failure().empty());
    }
    CHECK(fs::is_empty(ubuntu / "home/me"));
}

TEST_CASE("no directory is made where a link leads to docker.sock")
{
    PathScene scene;
    const fs::path ubuntu = scene.distros() / "Ubuntu";
    fs::create_symlink("/run/docker.sock", ubuntu / "sock");
    Peer host = scene.host();
    const auto reply = ask(host, question("Ubuntu", "/sock", true));
    CHECK(reply.paths(0).distro_path() == "/run/docker.sock");
    CHECK_FALSE(reply.paths(0).made());
    CHECK_FALSE(fs::exists(ubuntu / "run"));
}

TEST_CASE("a name that is not UTF-8 is a name")
{
    PathScene scene;
    fs::create_symlink("/\xff\xfe", scene.distros() / "Ubuntu/odd");
    Peer host = scene.host();
    CHECK(ask(host, question("Ubuntu", "/odd/x")).paths(0).distro_path() == "/\xff\xfe/x");
}

TEST_CASE("more questions than one message may have end the stream")
{
    PathScene scene;
    Peer host = scene.host();
    v1::ResolvePaths request = question("Ubuntu", "/home");
    for (int i = 0; i < 64; ++i) {
        request.add_queries()->set_distro_path("/home");
    }
    host.send(frame(request.SerializeAsString()));
    CHECK(host.receive_to_end().empty());
}

TEST_CASE("more streams than there are threads are all answered")
{
    PathScene scene;
    std::vector<Peer> hosts;
    for (int i = 0; i < 20; ++i) {
        hosts.push_back(scene.host());
        hosts.back().send(frame(question("Ubuntu", "/project").SerializeAsString()));
    }
    for (Peer& host : hosts) {
        CHECK(host.receive_bytes(4).size() == 4);
    }
}

TEST_CASE("a frame that is no request ends the stream, and the server lives on")
{
    PathScene scene;
    Peer host = scene.host();
    host.send(frame("\xff\xff\xff"));
    CHECK(host.receive_to_end().empty());
    Peer another = scene.host();
    CHECK(ask(another, question("Ubuntu", "/")).attached());
}

} // namespace berth::netbridge::test

// SPDX-License-Identifier: Apache-2.0
#include "base/linux/unix_socket.hpp"

#include <array>
#include <cstring>
#include <vector>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth::base;

namespace {

struct SocketPair {
    SocketPair()
    {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        left = UniqueFd(ends[0]);
        right = UniqueFd(ends[1]);
    }
    UniqueFd left;
    UniqueFd right;
};

std::size_t open_descriptors()
{
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

/// What a hostile peer may do: more descriptors in one message than were agreed.
void send_two_fds(int socket_fd, int fd)
{
    const std::array<int, 2> fds{fd, fd};
    char text = 'x';
    iovec data{&text, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof fds)] = {};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fds);
    std::memcpy(CMSG_DATA(header), fds.data(), sizeof fds);
    REQUIRE(::sendmsg(socket_fd, &message, 0) == 1);
}

} // namespace

TEST_CASE("a descriptor passes through a socket with its text and works on the other side")
{
    const berth::test::TempDir directory;
    write_file_atomically(directory / "a", "content");
    const SocketPair pair;
    {
        const UniqueFd file = open_file(directory / "a", O_RDONLY);
        send_fd(pair.left.get(), file.get(), "here");
    }
    const ReceivedFd received = receive_fd(pair.right.get(), 100);
    CHECK(received.text == "here");
    REQUIRE(received.fd);
    CHECK((::fcntl(received.fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
    std::array<char, 16> block{};
    CHECK(::read(received.fd.get(), block.data(), block.size()) == 7);
}

TEST_CASE("a message without a descriptor and the end of the stream are told apart")
{
    SocketPair pair;
    REQUIRE(::write(pair.left.get(), "text", 4) == 4);
    const ReceivedFd text = receive_fd(pair.right.get(), 100);
    CHECK(text.text == "text");
    CHECK_FALSE(text.fd);
    pair.left.reset();
    CHECK(receive_fd(pair.right.get(), 100).text.empty());
}

TEST_CASE("descriptors beyond the one that was agreed do not stay open here")
{
    const SocketPair pair;
    const UniqueFd file = open_file("/dev/null", O_RDONLY);
    const std::size_t before = open_descriptors();
    send_two_fds(pair.left.get(), file.get());
    {
        const ReceivedFd received = receive_fd(pair.right.get(), 100);
        CHECK(open_descriptors() == before + 1);
    }
    CHECK(open_descriptors() == before);
}

TEST_CASE("a listening socket has its mode, replaces a stale file, and knows who connects")
{
    const berth::test::TempDir directory;
    const auto path = directory / "s.sock";
    (void)listen_unix(path, 0600); // its owner is gone, the file stays
    const UniqueFd listener = listen_unix(path, 0660);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0660);
    const UniqueFd client = connect_unix(path);
    const UniqueFd server(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    REQUIRE(server);
    CHECK(peer_credentials(server.get()).pid == ::getpid());
    CHECK(peer_credentials(client.get()).uid == ::getuid());
}

TEST_CASE("connecting where nobody listens is an error that names the path")
{
    const berth::test::TempDir directory;
    CHECK_THROWS_WITH(connect_unix(directory / "absent"), Catch::Contains((directory / "absent").string()));
    (void)listen_unix(directory / "stale", 0600);
    CHECK_THROWS_WITH(connect_unix(directory / "stale"), Catch::Contains("Connection refused"));
}

TEST_CASE("a path that is too long for a socket is refused in words")
{
    CHECK_THROWS_WITH(connect_unix("/" + std::string(107, 'x')), Catch::Contains("longer than 107 bytes"));
    CHECK_THROWS_WITH(connect_unix("/" + std::string(106, 'x')), Catch::Contains("No such file"));
}

TEST_CASE("a peer's groups are those that it had when it connected")
{
    const auto own_groups = [] {
        std::vector<gid_t> groups(static_cast<std::size_t>(::getgroups(0, nullptr)));
        REQUIRE(::getgroups(static_cast<int>(groups.size()), groups.data()) >= 0);
        return groups;
    };
    const std::vector<gid_t> before = own_groups();
    std::vector<gid_t> expected = before;
    if (::geteuid() == 0) {
        expected = {7, 2000, 70000};
        REQUIRE(::setgroups(expected.size(), expected.data()) == 0);
    }
    const SocketPair pair;
    if (::geteuid() == 0) {
        REQUIRE(::setgroups(before.size(), before.data()) == 0);
    }
    CHECK(peer_groups(pair.left.get()) == expected);
}

// SPDX-License-Identifier: Apache-2.0
#include "recording.hpp"

#include <fstream>

#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::netbridge::test {
namespace {

char hex_byte(std::string_view digits)
{
    return static_cast<char>(std::stoi(std::string(digits), nullptr, 16));
}

/// Takes one escape off the front of `text`, the backslash included.
std::string take_escape(std::string_view& text)
{
    const char kind = text.size() > 1 ? text[1] : ' ';
    std::size_t length = 2;
    std::string bytes;
    if (kind == 'x' && text.size() >= 4) {
        length = 4;
        bytes = hex_byte(text.substr(2, 2));
    } else if (kind == '0' && text.find('}') != std::string_view::npos) { // \0{12}: so many NUL bytes
        length = text.find('}') + 1;
        bytes.assign(std::stoul(std::string(text.substr(3))), '\0');
    } else if (kind == 'r' || kind == 'n' || kind == '\\') {
        bytes = kind == 'r' ? "\r" : kind == 'n' ? "\n" : "\\";
    } else {
        throw base::Error("an unknown escape: " + std::string(text.substr(0, 8)));
    }
    text.remove_prefix(length);
    return bytes;
}

std::string unescaped(std::string_view text)
{
    std::string bytes;
    while (!text.empty()) {
        const std::size_t plain = std::min(text.find('\\'), text.size());
        bytes += text.substr(0, plain);
        text.remove_prefix(plain);
        bytes += text.empty() ? "" : take_escape(text);
    }
    return bytes;
}

void read_line(const std::string& line, std::vector<RecordedConnection>& connections)
{
    if (line == "connection") {
        connections.emplace_back();
        return;
    }
    const bool begins = line.starts_with("> ") || line.starts_with("< ") || line == ">|" || line == "<|";
    if (connections.empty() || (!begins && (!line.starts_with("  ") || connections.back().empty()))) {
        throw base::Error("not a line of a recording");
    }
    RecordedConnection& connection = connections.back();
    if (begins) {
        connection.push_back({.from = line[0] == '>' ? Side::client : Side::engine, .bytes = ""});
    }
    if (line[1] == ' ') {
        connection.back().bytes += unescaped(std::string_view(line).substr(2));
    }
}

} // namespace

std::vector<RecordedConnection> read_recording(const std::filesystem::path& file)
{
    std::ifstream in(file);
    std::vector<RecordedConnection> connections;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        try {
            if (!line.starts_with('#')) {
                read_line(line, connections);
            }
        } catch (const std::exception& error) {
            throw base::Error(fmt::format("{}:{}: {}", file.string(), number, error.what()));
        }
    }
    return connections;
}

std::string escaped(std::string_view bytes)
{
    std::string text;
    for (const char byte : bytes) {
        const bool plain = byte >= ' ' && byte <= '~' && byte != '\\';
        text += plain          ? std::string(1, byte)
                : byte == '\r' ? "\\r"
                : byte == '\n' ? "\\n"
                               : fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
    return text;
}

} // namespace berth::netbridge::test

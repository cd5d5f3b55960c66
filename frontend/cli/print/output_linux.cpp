// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/print/output.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <sys/ioctl.h>
#include <unistd.h>

#include "frontend/cli/print/table.hpp"

namespace berth::cli {
namespace {

const char* escape_of(Colour colour)
{
    switch (colour) {
    case Colour::green:
        return "\033[32m";
    case Colour::yellow:
        return "\033[33m";
    case Colour::red:
        return "\033[31m";
    case Colour::dim:
        return "\033[2m";
    case Colour::bold:
        return "\033[1m";
    case Colour::none:
        break;
    }
    return "";
}

Terminal terminal_of(int fd)
{
    Terminal terminal;
    terminal.is_terminal = ::isatty(fd) == 1;
    const char* no_colour = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    const bool is_dumb = term != nullptr && std::strcmp(term, "dumb") == 0;
    terminal.has_colours = terminal.is_terminal && !is_dumb && (no_colour == nullptr || *no_colour == '\0');
    winsize size{};
    if (terminal.is_terminal && ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) {
        terminal.columns = size.ws_col;
    }
    return terminal;
}

void put(std::FILE* stream, const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
}

} // namespace

std::string Terminal::paint(Colour colour, const std::string& text) const
{
    return has_colours && colour != Colour::none && !text.empty() ? escape_of(colour) + text + "\033[0m"
                                                                  : text;
}

Terminal standard_output()
{
    return terminal_of(STDOUT_FILENO);
}
Terminal standard_error()
{
    return terminal_of(STDERR_FILENO);
}

void print_line(const std::string& line)
{
    put(stdout, line + "\n");
}
void print_note(const std::string& line)
{
    put(stderr, line + "\n");
}

void print_error(const std::string& message, const std::string& hint)
{
    const Terminal terminal = standard_error();
    print_note(terminal.paint(Colour::red, "berth: ") + message);
    if (!hint.empty()) {
        print_note("  " + hint);
    }
}

void show_live_line(const Terminal& terminal, const std::string& text)
{
    if (terminal.is_terminal) {
        put(stderr, "\r\033[K" + terminal.paint(Colour::dim, shortened(text, terminal.columns - 1)));
    }
}

void clear_screen(const Terminal& terminal)
{
    if (terminal.is_terminal) {
        put(stdout, "\033[H\033[2J");
    }
}

} // namespace berth::cli

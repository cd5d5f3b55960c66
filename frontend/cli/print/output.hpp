// SPDX-License-Identifier: Apache-2.0
// Standard output and error as the verbs see them: lines, and colours only where a person looks at a
// terminal.
#pragma once

#include <string>

namespace berth::cli {

enum class Colour { none, green, yellow, red, dim, bold };

/// What a stream can show. NO_COLOR (not empty) and TERM=dumb are respected.
struct Terminal {
    bool is_terminal = false;
    bool has_colours = false;
    unsigned columns = 80; ///< of the window; meaningful on a terminal only

    std::string paint(Colour colour, const std::string& text) const;
};

Terminal standard_output();
Terminal standard_error();

/// One line to standard output, out at once: a pipe's reader sees events as they come.
void print_line(const std::string& line);

/// "berth: MESSAGE" and the hint below it, to standard error.
void print_error(const std::string& message, const std::string& hint);

/// A note of what goes on, to standard error, so that standard output stays what was asked for.
void print_note(const std::string& line);

/// Replaces the live line at the end of standard error (terminals only); an empty text takes it away.
void show_live_line(const Terminal& terminal, const std::string& text);

/// Empties the window before a redraw (terminals only).
void clear_screen(const Terminal& terminal);

} // namespace berth::cli

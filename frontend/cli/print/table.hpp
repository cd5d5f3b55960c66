// SPDX-License-Identifier: Apache-2.0
// Text in columns. Pure. Widths are counted in characters, not bytes; colour never changes a width.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontend/cli/print/output.hpp"

namespace berth::cli {

struct Cell {
    Cell(std::string what, Colour in = Colour::none)
        : text(std::move(what)), colour(in) {} // NOLINT: a text is a cell
    Cell(const char* what) : text(what) {}     // NOLINT
    std::string text;
    Colour colour = Colour::none;
};

class Table {
public:
    explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}

    void add(std::vector<Cell> row);
    /// Stands indented below the last row, over all columns: for what is too long for one, such as a hint.
    void add_note(std::string note);

    bool empty() const { return rows_.empty(); }
    /// Lines without a newline at the end; the last column is not padded.
    std::vector<std::string> lines(const Terminal& terminal) const;

private:
    struct Row {
        std::vector<Cell> cells;
        std::vector<std::string> notes = {};
    };
    std::vector<std::size_t> widths() const;

    std::vector<std::string> header_;
    std::vector<Row> rows_;
};

/// Characters of UTF-8 text.
std::size_t width(std::string_view text);

/// At most that many characters, with "..." at the end where something was left out.
std::string shortened(const std::string& text, std::size_t at_most);

} // namespace berth::cli

// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/print/table.hpp"

#include <algorithm>

namespace berth::cli {
namespace {

const std::string kGap = "  ";
const std::string kNoteIndent = "    ";

bool starts_character(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

std::string without_end_spaces(std::string line)
{
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

} // namespace

std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string shortened(const std::string& text, std::size_t at_most)
{
    static const std::string kEllipsis = "...";
    if (width(text) <= at_most) {
        return text;
    }
    const std::size_t keep = at_most - std::min(at_most, kEllipsis.size());
    std::size_t bytes = 0;
    for (std::size_t characters = 0; bytes < text.size(); ++bytes) {
        if (starts_character(text[bytes]) && characters++ == keep) {
            break;
        }
    }
    return text.substr(0, bytes) + kEllipsis.substr(0, at_most - keep);
}

void Table::add(std::vector<Cell> row)
{
    rows_.push_back(Row{.cells = std::move(row)});
}

void Table::add_note(std::string note)
{
    if (!note.empty() && !rows_.empty()) {
        rows_.back().notes.push_back(std::move(note));
    }
}

std::vector<std::size_t> Table::widths() const
{
    std::vector<std::size_t> widths;
    for (const std::string& title : header_) {
        widths.push_back(width(title));
    }
    for (const Row& row : rows_) {
        for (std::size_t i = 0; i < row.cells.size() && i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], width(row.cells[i].text));
        }
    }
    return widths;
}

std::vector<std::string> Table::lines(const Terminal& terminal) const
{
    const std::vector<std::size_t> columns = widths();
    const auto line_of = [&](const std::vector<Cell>& cells) {
        std::string line;
        for (std::size_t i = 0; i < cells.size() && i < columns.size(); ++i) {
            const std::string padding(columns[i] - width(cells[i].text), ' ');
            line += terminal.paint(cells[i].colour, cells[i].text) + padding + kGap;
        }
        return without_end_spaces(std::move(line));
    };
    std::vector<std::string> lines{line_of({header_.begin(), header_.end()})};
    for (const Row& row : rows_) {
        lines.push_back(line_of(row.cells));
        for (const std::string& note : row.notes) {
            lines.push_back(kNoteIndent + note);
        }
    }
    return lines;
}

} // namespace berth::cli

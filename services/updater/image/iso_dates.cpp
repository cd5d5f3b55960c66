// SPDX-License-Identifier: Apache-2.0
// libarchive stamps the clock into each iso, whatever times the entries have, in four places:
//   1. four 17-byte dates of the primary volume descriptor (ECMA-119 8.4.26 to 8.4.29),
//   2. a 7-byte date in each directory record of the directories that it adds itself (9.1.5), the root's also
//   in the
//      primary volume descriptor,
//   3. the Rock Ridge TF fields of those records (RRIP 1.12, 4.1.6), in the record or in a continuation area,
//   4. an "INFO" sector behind the volume descriptors with the time of day and libarchive's version as text.
// Dates are also written in the local time zone. So the finished file is walked once, from the root directory
// down, and every date is replaced; what a person sees as an image's age is in its manifest, not here.
#include "services/updater/image/iso_dates.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "base/error.hpp"

namespace berth::updater {
namespace {

constexpr std::size_t kSector = 2048;
constexpr std::uint64_t kFirstDescriptor = 16;
constexpr std::uint64_t kMaxDescriptors = 16;
constexpr std::uint32_t kMaxDirectoryBytes = 1U << 24U; // ours hold a few records
constexpr int kMaxDepth = 8;                            // ISO 9660 allows no more

constexpr std::string_view kVolumeDate{"1970010100000000\0", 17};
constexpr std::string_view kRecordDate{"\x46\x01\x01\0\0\0\0", 7};
constexpr std::array<std::size_t, 3> kVolumeDateOffsets{813, 830, 864}; // created, modified, effective
constexpr std::size_t kRootRecordOffset = 156;

using Bytes = std::vector<unsigned char>;

class Walker {
public:
    Walker(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}

    void fix_all()
    {
        for (std::uint64_t sector = kFirstDescriptor; sector < kFirstDescriptor + kMaxDescriptors; ++sector) {
            Bytes descriptor = read(sector * kSector, kSector);
            if (descriptor[0] == 255) { // the set's terminator
                fix_info_sector((sector + 1) * kSector);
                return;
            }
            if (descriptor[0] == 1) {
                fix_primary(descriptor, sector * kSector);
            }
        }
        fail("its volume descriptors have no end");
    }

private:
    [[noreturn]] void fail(const std::string& why) const
    {
        throw base::Error("setting the dates of " + name_ + ": " + why);
    }

    Bytes read(std::uint64_t offset, std::size_t size) const
    {
        Bytes bytes(size);
        if (::pread(fd_, bytes.data(), size, static_cast<off_t>(offset)) != static_cast<ssize_t>(size)) {
            fail("it ends too early");
        }
        return bytes;
    }

    void write(std::uint64_t offset, const Bytes& bytes) const
    {
        if (::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset)) !=
            static_cast<ssize_t>(bytes.size())) {
            throw base::SystemError("writing " + name_);
        }
    }

    static void put(Bytes& bytes, std::size_t at, std::string_view date)
    {
        std::memcpy(bytes.data() + at, date.data(), date.size());
    }

    /// The little-endian half of a both-byte-orders number (ECMA-119 7.3.3).
    static std::uint32_t number_at(const Bytes& bytes, std::size_t at)
    {
        return static_cast<std::uint32_t>(bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16) |
               static_cast<std::uint32_t>(bytes[at + 3]) << 24U;
    }

    void fix_primary(Bytes& descriptor, std::uint64_t offset)
    {
        for (const std::size_t at : kVolumeDateOffsets) {
            put(descriptor, at, kVolumeDate);
        }
        put(descriptor, kRootRecordOffset + 18, kRecordDate);
        write(offset, descriptor);
        fix_directory(number_at(descriptor, kRootRecordOffset + 2),
                      number_at(descriptor, kRootRecordOffset + 10), 0);
    }

    void fix_info_sector(std::uint64_t offset)
    {
        const Bytes sector = read(offset, kSector);
        if (std::memcmp(sector.data(), "INFO ", 5) == 0) {
            write(offset, Bytes(kSector));
        }
    }

    void fix_directory(std::uint32_t sector, std::uint32_t size, int depth)
    {
        if (size > kMaxDirectoryBytes || depth > kMaxDepth) {
            fail("a directory is too large or too deep");
        }
        Bytes records = read(sector * std::uint64_t{kSector}, size);
        for (std::size_t at = 0; at < records.size();) {
            const std::size_t length = records[at];
            if (length == 0) { // the rest of the sector is padding: no record crosses its end
                at = (at / kSector + 1) * kSector;
                continue;
            }
            if (length < 34 || at + length > records.size()) {
                fail("a directory record is malformed");
            }
            fix_record(records, at, length, depth);
            at += length;
        }
        write(sector * std::uint64_t{kSector}, records);
    }

    void fix_record(Bytes& records, std::size_t at, std::size_t length, int depth)
    {
        put(records, at + 18, kRecordDate);
        const std::size_t name_length = records[at + 32];
        const std::size_t system_use = at + 33 + name_length + (name_length % 2 == 0 ? 1 : 0);
        fix_system_use(records, system_use, at + length);
        const bool is_directory = (records[at + 25] & 2U) != 0;
        const bool is_itself_or_parent = name_length == 1 && records[at + 33] <= 1;
        if (is_directory && !is_itself_or_parent) {
            fix_directory(number_at(records, at + 2), number_at(records, at + 10), depth + 1);
        }
    }

    /// Fields of the System Use Sharing Protocol: two letters, length, version, data.
    void fix_system_use(Bytes& bytes, std::size_t at, std::size_t end)
    {
        while (at + 4 <= end) {
            const std::size_t length = bytes[at + 2];
            if (length < 4 || at + length > end) {
                return; // a padding byte ends the list
            }
            const std::string_view kind(reinterpret_cast<const char*>(bytes.data()) + at, 2);
            if (kind == "TF") {
                fix_timestamps(bytes, at, length);
            } else if (kind == "CE" && length >= 28) {
                fix_continuation(number_at(bytes, at + 4), number_at(bytes, at + 12),
                                 number_at(bytes, at + 20));
            }
            at += length;
        }
    }

    void fix_timestamps(Bytes& bytes, std::size_t at, std::size_t length)
    {
        const bool long_form = (bytes[at + 4] & 0x80U) != 0;
        const std::string_view date = long_form ? kVolumeDate : kRecordDate;
        for (std::size_t stamp = at + 5; stamp + date.size() <= at + length; stamp += date.size()) {
            put(bytes, stamp, date);
        }
    }

    void fix_continuation(std::uint32_t sector, std::uint32_t offset, std::uint32_t size)
    {
        if (size > kSector) {
            fail("a continuation area is malformed");
        }
        const std::uint64_t start = sector * std::uint64_t{kSector} + offset;
        Bytes area = read(start, size);
        fix_system_use(area, 0, area.size());
        write(start, area);
    }

    int fd_;
    std::string name_;
};

} // namespace

void set_fixed_dates(int fd, const std::filesystem::path& iso)
{
    Walker(fd, iso.string()).fix_all();
}

} // namespace berth::updater

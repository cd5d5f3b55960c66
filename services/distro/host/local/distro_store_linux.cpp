// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/local/distro_store.hpp"

#include <algorithm>
#include <random>

#include <fcntl.h>
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::distro {
namespace {

namespace fs = std::filesystem;
using google::protobuf::util::JsonParseOptions;
using google::protobuf::util::JsonPrintOptions;

constexpr const char* kRecordFile = "distro.json";
constexpr mode_t kDirectoryMode = 0700;

/// A newer berth's record may have fields that this one does not know.
bool read_record(const fs::path& file, v1::DistroRecord& record)
{
    const base::Result<std::string> text = base::read_file(file);
    JsonParseOptions options;
    options.ignore_unknown_fields = true;
    return text && google::protobuf::util::JsonStringToMessage(*text, &record, options).ok();
}

std::string to_text(const v1::DistroRecord& record)
{
    JsonPrintOptions options;
    options.add_whitespace = true;
    options.always_print_primitive_fields = true;
    options.preserve_proto_field_names = true;
    std::string text;
    (void)google::protobuf::util::MessageToJsonString(record, &text, options); // its strings are UTF-8
    return text;
}

/// The new name is on the disk when this returns.
void rename_durably(const fs::path& from, const fs::path& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0) {
        throw base::SystemError("renaming " + from.string() + " to " + to.string());
    }
    const base::UniqueFd directory = base::open_file(to.parent_path(), O_RDONLY | O_DIRECTORY);
    if (::fsync(directory.get()) != 0) {
        throw base::SystemError("writing out " + to.parent_path().string());
    }
}

} // namespace

DistroStore::DistroStore(fs::path directory) : directory_(std::move(directory))
{
    base::make_directories(directory_, kDirectoryMode);
    if (::chmod(directory_.c_str(), kDirectoryMode) != 0) {
        throw base::SystemError("closing " + directory_.string() + " for others");
    }
}

std::vector<v1::DistroRecord> DistroStore::load(std::vector<std::string>& broken) const
{
    std::vector<v1::DistroRecord> records;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory_)) {
        const std::string name = entry.path().filename().string();
        v1::DistroRecord record;
        if (name.front() == '.' || !entry.is_directory()) {
            continue;
        }
        if (read_record(entry.path() / kRecordFile, record) && record.name() == name &&
            !record.id().empty()) {
            records.push_back(std::move(record));
        } else {
            broken.push_back(entry.path().string());
        }
    }
    std::sort(records.begin(), records.end(),
              [](const v1::DistroRecord& a, const v1::DistroRecord& b) { return a.name() < b.name(); });
    return records;
}

std::vector<fs::path> DistroStore::rubbish() const
{
    std::vector<fs::path> found;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory_)) {
        const std::string name = entry.path().filename().string();
        if (name.rfind(".partial-", 0) == 0 || name.rfind(".trash-", 0) == 0) {
            found.push_back(entry.path());
        }
    }
    return found;
}

void DistroStore::save(const v1::DistroRecord& record) const
{
    base::write_file_atomically(directory(record.name()) / kRecordFile, to_text(record), 0600);
}

fs::path DistroStore::begin(const std::string& name) const
{
    const fs::path rootfs = partial(name) / "rootfs";
    base::make_directories(rootfs);
    return rootfs;
}

void DistroStore::complete(const v1::DistroRecord& record) const
{
    base::write_file_atomically(partial(record.name()) / kRecordFile, to_text(record), 0600);
    rename_durably(partial(record.name()), directory(record.name()));
}

fs::path DistroStore::discard(const v1::DistroRecord& record) const
{
    const fs::path trash = directory_ / (".trash-" + record.id());
    rename_durably(directory(record.name()), trash);
    return trash;
}

std::string make_id()
{
    std::random_device random;
    std::string id;
    for (int i = 0; i < 4; ++i) {
        id += fmt::format("{:08x}", random());
    }
    return id;
}

} // namespace berth::distro

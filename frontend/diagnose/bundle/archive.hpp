// SPDX-License-Identifier: Apache-2.0
// Files as one archive, made in memory.
#pragma once

#include <string>
#include <vector>

namespace berth::bundle {

struct ArchivedFile {
    std::string path;
    std::string content;
};

/// By the name's ending: .tar.gz, .tgz, .tar.zst, .tar.xz, .zip. Throws base::Error for another one.
void check_archive_name(const std::string& file_name);

/// The files lie in `directory`; mode 0600, nobody's names, the given time. Throws base::Error.
std::string make_archive(const std::string& file_name, const std::string& directory,
                         const std::vector<ArchivedFile>& files, long long time);

} // namespace berth::bundle

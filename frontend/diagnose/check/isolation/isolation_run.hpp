// SPDX-License-Identifier: Apache-2.0
// One run of the probe container: an image of the probe program alone is made, run in a container of the
// default network without any option that opens something, and both are removed, whatever happens. A run that
// is killed leaves the image at most: the container ends by itself within seconds, and dockerd removes it.
#pragma once

#include <string>
#include <vector>

#include "frontend/diagnose/check/core/isolation_rules.hpp"
#include "frontend/diagnose/check/progress.hpp"
#include "frontend/diagnose/check/scene.hpp"

namespace berth::diagnose {

class IsolationRun {
public:
    /// Everything from the image to its removal. Throws base::Error.
    void run(const Scene& scene, Progress& progress);

    /// After a run: what of this group was reached.
    Finding judge(const std::string& group, const std::string& fix) const
    {
        return judge_group(group, trials_, tried_, fix);
    }
    std::size_t trials() const { return trials_.size(); }

private:
    std::vector<Trial> trials_;
    std::vector<Tried> tried_;
};

} // namespace berth::diagnose

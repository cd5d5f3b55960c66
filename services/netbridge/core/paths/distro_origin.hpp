// SPDX-License-Identifier: Apache-2.0
// A caller whose paths are Linux paths in a root of its own: the machine itself ("host"), or a distro.
//
// Its own paths gain the prefix /distros/<name> and keep the text that was typed, but for "..".
#pragma once

#include "services/netbridge/core/paths/origin.hpp"

namespace berth::netbridge {

class DistroOrigin final : public Origin {
public:
    DistroOrigin(std::string name, EngineView view);

    bool is_path(std::string_view typed) const override { return typed.starts_with('/'); }
    std::size_t bind_source_end(std::string_view bind) const override { return bind.find(':'); }

private:
    base::Result<Place> locate(std::string_view typed) const override;
    std::string show(const Location& location) const override;

    std::string name_;
};

} // namespace berth::netbridge

// SPDX-License-Identifier: Apache-2.0
// A manifest either becomes a plan that can be used or a complaint that names the file.
#include <cstdint>
#include <cstdlib>

#include "broker/core/service_plan.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace berth;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const base::Result<broker::ServicePlan> plan = broker::parse_manifest(text, "f.textproto");
    const bool good = plan ? !plan->name.empty() && plan->name.find_first_of("/@. ") == std::string::npos &&
                                 plan->ready_deadline.count() > 0 && plan->stop_deadline.count() > 0
                           : plan.error().message.rfind("f.textproto", 0) == 0;
    if (!good) {
        std::abort();
    }
    if (plan) {
        (void)broker::in_start_order({*plan, *plan});
    }
    return 0;
}

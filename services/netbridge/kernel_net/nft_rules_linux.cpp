// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/kernel_net/nft_rules.hpp"

#include <memory>

#include <nftables/libnftables.h>

#include "base/error.hpp"

namespace berth::netbridge {

void apply_nft_rules(const std::string& script)
{
    const std::unique_ptr<nft_ctx, decltype(&nft_ctx_free)> context(nft_ctx_new(NFT_CTX_DEFAULT),
                                                                    nft_ctx_free);
    if (!context || nft_ctx_buffer_error(context.get()) != 0 || nft_ctx_buffer_output(context.get()) != 0) {
        throw base::Error("nft cannot be used", "is nf_tables in this kernel?");
    }
    if (nft_run_cmd_from_buffer(context.get(), script.c_str()) != 0) {
        throw base::Error("nft refused the rules for the engine's network: " +
                              std::string(nft_ctx_get_error_buffer(context.get())),
                          "is nf_tables with NAT in this kernel?");
    }
}

} // namespace berth::netbridge

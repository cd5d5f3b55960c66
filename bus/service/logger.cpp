// SPDX-License-Identifier: Apache-2.0
#include "service/logger.hpp"

#include <unistd.h>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "logging/core/secret_forms.hpp"
#include "logging/spdlog_sink.hpp"
#include "service/exit.hpp"

namespace berth::service {
namespace {

/// Keeps sending until nothing waits. Weak: the logger may be gone when the timer is due.
void flush_later(loop::EventLoop& loop, const std::weak_ptr<logging::RecordSink>& weak_sink)
{
    loop.post([&loop, weak_sink] {
        loop.add_timer(logging::kFlushRetry, [&loop, weak_sink] {
            if (const std::shared_ptr<logging::RecordSink> sink = weak_sink.lock()) {
                sink->flush();
                if (sink->waiting()) {
                    flush_later(loop, weak_sink);
                }
            }
        });
    });
}

/// Standard error becomes a file (output.log), and that is a log store, too.
class WithoutSecrets final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& to) override
    {
        const std::string text = logging::without_secrets({message.payload.data(), message.payload.size()});
        spdlog::details::log_msg without = message;
        without.payload = text;
        inner_.format(without, to);
    }
    std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<WithoutSecrets>(); }

private:
    spdlog::pattern_formatter inner_;
};

spdlog::level::level_enum parse_level(const std::string& text)
{
    const spdlog::level::level_enum level = spdlog::level::from_str(text);
    if (level == spdlog::level::off && text != "off") {
        throw Exit(ExitCode::usage, "'" + text + "' is no log level", "use debug, info, warning or error");
    }
    return level;
}

} // namespace

std::shared_ptr<spdlog::logger> make_logger(const std::string& service, bus::v1::Side side,
                                            const std::filesystem::path& socket, const std::string& level,
                                            loop::EventLoop& loop)
{
    auto writer = std::make_unique<logging::LogWriter>(socket, logging::Origin{service, side, ::getpid()});
    const auto weak = std::make_shared<std::weak_ptr<logging::RecordSink>>();
    auto records =
        std::make_shared<logging::RecordSink>(std::move(writer), [&loop, weak] { flush_later(loop, *weak); });
    *weak = records;
    auto errors = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    errors->set_level(spdlog::level::err);
    errors->set_formatter(std::make_unique<WithoutSecrets>());
    auto logger = std::make_shared<spdlog::logger>(service, spdlog::sinks_init_list{records, errors});
    logger->set_level(parse_level(level));
    return logger;
}

} // namespace berth::service

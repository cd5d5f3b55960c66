// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <optional>

#include <poll.h>
#include <sys/signalfd.h>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "logging/core/secret_forms.hpp"
#include "service/cannot_start.hpp"
#include "service/logger.hpp"
#include "service/options.hpp"
#include "service/service.hpp"
#include "settings/settings.hpp"

namespace berth::service {
namespace {

/// After Drained the last words still have to leave.
constexpr std::chrono::milliseconds kGoodbyeTime{50};
/// For the broker's Welcome to a service that cannot start.
constexpr std::chrono::milliseconds kWelcomeTime{1000};

settings::v1::Settings settings_of(const Identity& identity, const base::Instance& instance)
{
    if (identity.side == bus::v1::SIDE_GUEST) {
        return settings::defaults();
    }
    try {
        return settings::load(instance.settings_file());
    } catch (const base::Error& error) {
        throw Exit(ExitCode::settings, error);
    }
}

class Harness final : public Context {
public:
    Harness(const Identity& identity, Options options)
        : identity_(identity), options_(std::move(options)),
          settings_(settings_of(identity, options_.instance)),
          log_(make_logger(identity.name, identity.side, log_socket(identity, options_.instance),
                           options_.log_level, loop_)),
          signals_(block_signals()),
          bus_(loop_, client::Endpoints::in_directory(bus_directory(identity, options_.instance).string()),
               sender())
    {}

    loop::EventLoop& loop() override { return loop_; }
    client::BusClient& bus() override { return bus_; }
    const base::Instance& instance() const override { return options_.instance; }
    const settings::v1::Settings& settings() const override { return settings_; }
    spdlog::logger& log() override { return *log_; }
    const std::vector<std::string>& arguments() const override { return options_.rest; }
    KeptFds& kept_fds() override
    {
        if (!kept_fds_) {
            kept_fds_.emplace(loop_, bus_directory(identity_, options_.instance) / "fd-store.sock");
        }
        return *kept_fds_;
    }

    int run(const Factory& factory)
    {
        int exit_code = static_cast<int>(ExitCode::success);
        bus_.on_refused([&](const bus::v1::Status& status) {
            log_->error("{}; {}", status.message(), status.hint());
            exit_code = static_cast<int>(ExitCode::incompatible);
            stop(bus::v1::DRAIN_REASON_RESTART);
        });
        loop_.add_fd(signals_.get(), POLLIN, [this] { on_signal(); });
        try {
            service_ = make_service(factory);
        } catch (const CannotStart& error) {
            say_failed(error);
            return static_cast<int>(ExitCode::cannot_start);
        }
        bus_.set_health_source([this] { return service_->health(); });
        bus_.on_drain([this](bus::v1::DrainReason reason) { stop(reason); });
        bus_.on_connection_change([this](bool connected) {
            log_->debug("{} the broker", connected ? "connected to" : "lost");
            if (connected) {
                bus_.announce_health(service_->health());
            }
        });
        loop_.run();
        service_.reset();
        return exit_code;
    }

private:
    /// Why a service cannot start belongs where a person looks for it, not on standard error alone.
    std::unique_ptr<Service> make_service(const Factory& factory)
    {
        try {
            return factory(*this);
        } catch (const base::Error& error) {
            log_->error("cannot start: {}; {}", error.what(), error.hint());
            throw;
        }
    }

    /// The broker's status of the service gets these words; one that does not listen in time goes without.
    void say_failed(const base::Error& error)
    {
        bus::v1::Health health;
        health.set_state(bus::v1::Health::STATE_FAILED);
        health.set_why(error.what());
        health.set_hint(error.hint());
        bus_.set_health_source([health] { return health; });
        bus_.on_connection_change([this, health](bool connected) {
            if (connected) {
                bus_.announce_health(health);
                bus_.send_goodbye();
                loop_.add_timer(kGoodbyeTime, [this] { loop_.stop(); });
            }
        });
        loop_.add_timer(kWelcomeTime, [this] { loop_.stop(); });
        loop_.run();
    }

    bus::v1::Sender sender() const
    {
        bus::v1::Sender self;
        self.set_service(identity_.name);
        self.set_side(identity_.side);
        self.set_instance(options_.instance.name());
        self.set_pid(::getpid());
        return self;
    }

    static base::UniqueFd block_signals()
    {
        sigset_t set;
        ::sigemptyset(&set);
        for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
            ::sigaddset(&set, number);
        }
        ::signal(SIGPIPE, SIG_IGN); // a closed peer is an error code, not a death
        if (::pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) {
            throw base::SystemError("blocking signals");
        }
        base::UniqueFd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
        if (!fd) {
            throw base::SystemError("making a signal descriptor");
        }
        return fd;
    }

    void on_signal()
    {
        signalfd_siginfo info{};
        while (::read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
            if (stopping_ && info.ssi_signo != SIGHUP) { // told again: its time to stop well is over
                log_->warn("ending before the work in hand is done");
                loop_.stop();
                return;
            }
            stop(info.ssi_signo == SIGHUP ? bus::v1::DRAIN_REASON_RESTART : bus::v1::DRAIN_REASON_SHUTDOWN);
        }
    }

    void stop(bus::v1::DrainReason reason)
    {
        if (stopping_) {
            return;
        }
        stopping_ = true;
        if (service_ == nullptr) { // it only says why it cannot start
            loop_.stop();
            return;
        }
        log_->info("stopping ({})", reason == bus::v1::DRAIN_REASON_SHUTDOWN ? "berth goes down" : "restart");
        service_->stop(reason, [this] {
            bus_.send_drained();
            bus_.send_goodbye();
            loop_.add_timer(kGoodbyeTime, [this] { loop_.stop(); });
        });
    }

    Identity identity_;
    Options options_;
    settings::v1::Settings settings_;
    loop::EventLoop loop_; // before the logger, which sends late records from it
    std::shared_ptr<spdlog::logger> log_;
    base::UniqueFd signals_; // before the bus: its threads inherit the blocked mask
    client::BusClient bus_;
    std::optional<KeptFds> kept_fds_;
    std::unique_ptr<Service> service_;
    bool stopping_ = false;
};

} // namespace

namespace {

/// Standard error becomes a file (output.log), and that is a log store, too.
void print(const std::string& text)
{
    std::fprintf(stderr, "%s\n", logging::without_secrets(text).c_str());
}
void print(const base::Error& error)
{
    print(std::string(error.what()));
    if (!error.hint().empty()) {
        print("  " + error.hint());
    }
}

} // namespace

int run_program(const std::function<int()>& body)
{
    try {
        return body();
    } catch (const Exit& exit) {
        print(exit);
        return static_cast<int>(exit.code());
    } catch (const base::Error& error) {
        print(error);
    } catch (const std::exception& error) {
        print(std::string(error.what()));
    }
    return static_cast<int>(ExitCode::failed);
}

int run_service(int argc, char** argv, const Identity& identity, const Factory& factory)
{
    return run_program([&] {
        Options options = parse_options(argc, argv);
        if (options.describe) {
            std::fputs(describe(identity).c_str(), stdout);
            return static_cast<int>(ExitCode::success);
        }
        if (!identity.takes_arguments) {
            refuse_further(options.rest);
        }
        return Harness(identity, std::move(options)).run(factory);
    });
}

} // namespace berth::service

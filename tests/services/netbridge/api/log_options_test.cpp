// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/api/log_options.hpp"

using namespace berth::netbridge;

TEST_CASE("a log driver's files and sockets are paths, its servers are not")
{
    CHECK(log_path_begin("syslog-tls-key", "/etc/key.pem") == 0U);
    CHECK(log_path_begin("splunk-capath", "/etc/ca.pem") == 0U);
    CHECK(log_path_begin("syslog-address", "unix:///dev/log") == 7U);
    CHECK(log_path_begin("syslog-address", "unixgram:///dev/log") == 11U);
    CHECK(log_path_begin("fluentd-address", "unix:///run/fluent.sock") == 7U);
    CHECK_FALSE(log_path_begin("syslog-address", "tcp://192.168.0.42:123").has_value());
    CHECK_FALSE(log_path_begin("fluentd-address", "localhost:24224").has_value());
    CHECK_FALSE(log_path_begin("max-size", "10m").has_value());
    CHECK_FALSE(log_path_begin("tag", "/{{.Name}}").has_value());
}

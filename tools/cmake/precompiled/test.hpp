// SPDX-License-Identifier: Apache-2.0
// Read once for all test programs.
#pragma once

#include "tools/cmake/precompiled/own.hpp"

#include <catch2/catch.hpp>

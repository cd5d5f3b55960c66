// SPDX-License-Identifier: Apache-2.0
// Linked into sanitized builds of programs that end in another root directory or namespace than they began
// in: there LeakSanitizer cannot find the process in /proc, and ends it with an error. All other checks stay
// on.
extern "C" const char* __asan_default_options(); // the sanitizer's own name for it, called at start
extern "C" const char* __asan_default_options()
{
    return "detect_leaks=0";
}

// SPDX-License-Identifier: Apache-2.0
// Linked into every program of a build with ThreadSanitizer, so that programs that a test starts have it,
// too. libzmq comes from Debian without instrumentation: its locks and atomics are invisible here, and what
// it calls of the standard library may be the program's instrumented copy. Nothing of berth's own is listed.
extern "C" const char* __tsan_default_suppressions(); // the sanitizer's own name for it, called at start
extern "C" const char* __tsan_default_suppressions()
{
    return "called_from_lib:libzmq.so\n"
           "race:libzmq.so\n";
}

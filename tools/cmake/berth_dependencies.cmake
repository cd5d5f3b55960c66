# Everything that berth links comes from Debian; deploy/deps/packages.txt names the packages.
find_package(Threads REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(zmq REQUIRED IMPORTED_TARGET libzmq)
# libzmq.pc passes on the directories of libraries that libzmq itself is built with, one of them as "-isystem DIR", which
# CMake takes for another flag when it reads it from its cache: the second configuration would rebuild every user of it.
# zmq.h needs none of them.
set_target_properties(PkgConfig::zmq PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "" INTERFACE_COMPILE_OPTIONS "")
pkg_check_modules(archive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)

find_program(CCACHE ccache)
if(CCACHE)
    # Paths below the source tree count as relative, so that clones and worktrees share what they compiled.
    # A precompiled header is as good as the headers that it was made of, whatever their times; it has 100 MB, which are
    # not to be read anew for each file.
    set(CMAKE_C_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
        CCACHE_INODECACHE=1 CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_C_COMPILER_LAUNCHER})
endif()

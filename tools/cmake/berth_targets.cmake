# The only ways in which a target is made here. The build tree is laid out as the installed tree:
#   bin/berth   libexec/berth/<host programs>   libexec/berth/guest/<guest programs>   share/berth/services/*.textproto
# so a program finds its siblings relative to itself in both.

set(BERTH_LIBEXEC libexec/berth)
set(BERTH_SHARE share/berth)

# Options of our own targets only, never of what we link.
add_library(berth_options INTERFACE)
target_compile_options(berth_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False alarms of g++ 12 from within std::string (GCC bugs 105329, 105651), silent only while that is read as a
    # system header, which a precompiled header is not.
    target_compile_options(berth_options INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow
                                                   -Wno-stringop-overread)
endif()
target_include_directories(berth_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/bus)
target_compile_definitions(berth_options INTERFACE BERTH_VERSION="${PROJECT_VERSION}")
if(BERTH_SANITIZE)
    target_compile_options(berth_options INTERFACE -fsanitize=${BERTH_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(berth_options INTERFACE -fsanitize=${BERTH_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU") # false alarms about std::function within std::regex, only with sanitizers
        target_compile_options(berth_options INTERFACE -Wno-maybe-uninitialized)
        if(BERTH_SANITIZE MATCHES "thread")
            # Asio has fences, which tsan does not see. Protobuf's headers give maps two members more where the macro is
            # defined, and the library that Debian has built has none of them.
            target_compile_options(berth_options INTERFACE -Wno-tsan -U__SANITIZE_THREAD__)
        endif()
    endif()
    if(BERTH_SANITIZE MATCHES "undefined")
        target_compile_options(berth_options INTERFACE -fno-sanitize-recover=undefined)
    endif()
endif()

berth_precompiled(own)
if(BERTH_TESTS)
    berth_precompiled(test)
endif()

# berth_library(NAME SOURCES a.cpp … LINKS berth::x …) makes library berth_NAME, alias berth::NAME.
function(berth_library NAME)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    if(ARG_SOURCES)
        add_library(berth_${NAME} STATIC ${ARG_SOURCES})
        target_link_libraries(berth_${NAME} PUBLIC ${ARG_LINKS} berth_options)
        berth_use_precompiled(berth_${NAME} own)
    else()
        add_library(berth_${NAME} INTERFACE)
        target_link_libraries(berth_${NAME} INTERFACE ${ARG_LINKS} berth_options)
    endif()
    add_library(berth::${NAME} ALIAS berth_${NAME})
endfunction()

# berth_thread_checks(NAME): what an executable needs where ThreadSanitizer watches it.
function(berth_thread_checks NAME)
    if(BERTH_SANITIZE MATCHES "thread")
        target_sources(${NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tools/cmake/tsan_suppressions.cpp)
    endif()
endfunction()

# berth_program(NAME DIR bin|libexec/berth|libexec/berth/guest SOURCES … LINKS …)
function(berth_program NAME)
    cmake_parse_arguments(ARG "" "DIR" "SOURCES;LINKS" ${ARGN})
    add_executable(${NAME} ${ARG_SOURCES})
    target_link_libraries(${NAME} PRIVATE ${ARG_LINKS} berth_options)
    berth_use_precompiled(${NAME} own)
    berth_thread_checks(${NAME})
    target_link_options(${NAME} PRIVATE -Wl,--as-needed)
    set_target_properties(${NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${ARG_DIR})
    install(TARGETS ${NAME} RUNTIME DESTINATION ${ARG_DIR})
endfunction()

# berth_changes_root(NAME): a program that ends in another root directory or namespace than it began in.
function(berth_changes_root NAME)
    if(BERTH_SANITIZE MATCHES "address")
        target_sources(${NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tools/cmake/no_leak_check.cpp)
    endif()
endfunction()

# add_service(NAME lifecycle SIDE host|guest SOURCES … LINKS …) makes berth-NAME or berth-NAME-guest and,
# for the host side, installs the manifest that stands beside the CMakeLists.txt.
function(add_service)
    cmake_parse_arguments(ARG "" "NAME;SIDE" "SOURCES;LINKS" ${ARGN})
    if(ARG_SIDE STREQUAL "guest")
        berth_program(berth-${ARG_NAME}-guest DIR ${BERTH_LIBEXEC}/guest
            SOURCES ${ARG_SOURCES} LINKS ${ARG_LINKS} berth::service)
    else()
        berth_program(berth-${ARG_NAME} DIR ${BERTH_LIBEXEC} SOURCES ${ARG_SOURCES} LINKS ${ARG_LINKS} berth::service)
        berth_manifest(${ARG_NAME})
    endif()
endfunction()

# berth_manifest(NAME): the broker finds the service.textproto that stands beside the CMakeLists.txt.
function(berth_manifest NAME)
    set(manifest ${CMAKE_CURRENT_SOURCE_DIR}/service.textproto)
    configure_file(${manifest} ${CMAKE_BINARY_DIR}/${BERTH_SHARE}/services/${NAME}.textproto COPYONLY)
    install(FILES ${manifest} DESTINATION ${BERTH_SHARE}/services RENAME ${NAME}.textproto)
endfunction()

# berth_proto(OWNER FILES a.proto … [LINKS berth::proto_x]) makes berth::proto_OWNER from proto/berth/OWNER/v1.
function(berth_proto OWNER)
    cmake_parse_arguments(ARG "" "" "FILES;LINKS" ${ARGN})
    list(TRANSFORM ARG_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/berth/${OWNER}/v1/)
    add_library(berth_proto_${OWNER} STATIC ${ARG_FILES})
    target_link_libraries(berth_proto_${OWNER} PUBLIC ${ARG_LINKS} protobuf::libprotobuf)
    target_include_directories(berth_proto_${OWNER} SYSTEM PUBLIC ${CMAKE_BINARY_DIR}/generated)
    if(BERTH_SANITIZE)
        target_compile_options(berth_proto_${OWNER} PRIVATE -fsanitize=${BERTH_SANITIZE} -U__SANITIZE_THREAD__)
    endif()
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated)
    protobuf_generate(TARGET berth_proto_${OWNER} LANGUAGE cpp
        IMPORT_DIRS ${CMAKE_SOURCE_DIR}/proto PROTOC_OUT_DIR ${CMAKE_BINARY_DIR}/generated)
    add_library(berth::proto_${OWNER} ALIAS berth_proto_${OWNER})
endfunction()

# Every message of the protocol is known to these programs, used or not: the objects are taken, not the archives.
function(berth_link_whole_protocol TARGET)
    get_directory_property(owners DIRECTORY ${CMAKE_SOURCE_DIR}/proto BUILDSYSTEM_TARGETS)
    list(FILTER owners INCLUDE REGEX "^berth_proto_[a-z0-9]+$")
    foreach(owner IN LISTS owners)
        target_sources(${TARGET} PRIVATE $<TARGET_OBJECTS:${owner}>)
        target_link_libraries(${TARGET} PRIVATE ${owner})
    endforeach()
endfunction()

# berth_test(NAME SOURCES … LINKS … [LABEL unit|integration|root]) makes NAME_tests, one Catch2 program a library.
# Tests tagged [root] need root and skip with the reason printed where it is missing.
function(berth_test NAME)
    if(NOT BERTH_TESTS)
        return()
    endif()
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LINKS;ENVIRONMENT" ${ARGN})
    if(NOT ARG_LABEL)
        set(ARG_LABEL unit)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 60)
    endif()
    add_executable(${NAME}_tests ${ARG_SOURCES})
    target_link_libraries(${NAME}_tests PRIVATE ${ARG_LINKS} berth::test_support berth_options)
    berth_use_precompiled(${NAME}_tests test)
    berth_thread_checks(${NAME}_tests)
    set_target_properties(${NAME}_tests PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME ${NAME} COMMAND ${NAME}_tests)
    set_tests_properties(${NAME} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "BERTH_BUILD_DIR=${CMAKE_BINARY_DIR};BERTH_SOURCE_DIR=${CMAKE_SOURCE_DIR};${ARG_ENVIRONMENT}")
endfunction()

# berth_fuzz(NAME SOURCES … LINKS …): one libFuzzer program a decoder, corpus in tests/fuzz/corpus/NAME.
function(berth_fuzz NAME)
    if(NOT BERTH_FUZZ)
        return()
    endif()
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(fuzz_${NAME} ${ARG_SOURCES})
    set(sanitize -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined)
    target_compile_options(fuzz_${NAME} PRIVATE ${sanitize})
    target_link_options(fuzz_${NAME} PRIVATE ${sanitize})
    target_link_libraries(fuzz_${NAME} PRIVATE ${ARG_LINKS} berth_options)
    set_target_properties(fuzz_${NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
endfunction()

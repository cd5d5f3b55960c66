# Precompiled headers: one for all of our own files, one for tests. A file still includes what it uses; without them
# (BERTH_PRECOMPILE=OFF) everything must compile as well.
option(BERTH_PRECOMPILE "Read the headers that nearly every file needs once (g++ only)" ON)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(BERTH_PRECOMPILE OFF)
endif()

function(berth_precompiled NAME)
    if(BERTH_PRECOMPILE)
        add_library(berth_precompiled_${NAME} OBJECT ${CMAKE_SOURCE_DIR}/tools/cmake/precompiled/empty.cpp)
        target_link_libraries(berth_precompiled_${NAME} PRIVATE berth_options)
        target_compile_options(berth_precompiled_${NAME} PRIVATE -fpch-preprocess) # for ccache
        # In angle brackets no path of this tree gets into the file, so that other clones find it in their cache.
        target_precompile_headers(berth_precompiled_${NAME} PRIVATE <tools/cmake/precompiled/${NAME}.hpp>)
    endif()
endfunction()

# berth_use_precompiled(TARGET own|test)
function(berth_use_precompiled TARGET NAME)
    if(BERTH_PRECOMPILE)
        target_precompile_headers(${TARGET} REUSE_FROM berth_precompiled_${NAME})
        target_compile_options(${TARGET} PRIVATE -fpch-preprocess)
    endif()
endfunction()

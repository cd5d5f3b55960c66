# Run by `cmake --install`; berth_unit_in is the template.
set(units $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/lib/systemd/system)

set(BERTH_UNIT_WHICH "")
set(BERTH_UNIT_ARGUMENTS "")
configure_file(${berth_unit_in} ${units}/berth.service @ONLY)

set(BERTH_UNIT_WHICH " (instance %i)")
set(BERTH_UNIT_ARGUMENTS " --instance %i")
configure_file(${berth_unit_in} ${units}/berth@.service @ONLY)

foreach(unit IN ITEMS berth.service berth@.service)
    message(STATUS "Installed: ${units}/${unit}")
    list(APPEND CMAKE_INSTALL_MANIFEST_FILES ${units}/${unit})
endforeach()

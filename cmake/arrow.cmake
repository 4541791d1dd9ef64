# Arrow C++ for the Parquet writer: an installed one if there is one, else the
# pinned wheel. Either way the targets are mxsweep_arrow.
add_library(mxsweep_arrow INTERFACE)
find_package(Arrow CONFIG QUIET)
find_package(Parquet CONFIG QUIET)
if(Arrow_FOUND AND Parquet_FOUND)
  target_link_libraries(mxsweep_arrow INTERFACE Parquet::parquet_shared
                                                Arrow::arrow_shared)
else()
  find_package(ArrowWheel 26 REQUIRED)
  target_link_libraries(mxsweep_arrow INTERFACE ArrowWheel::parquet
                                                ArrowWheel::arrow)
endif()

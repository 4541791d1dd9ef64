// Empty: the library that owns the precompiled header of the tests needs a
// source (tests/CMakeLists.txt).

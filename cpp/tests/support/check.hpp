// A few lines in place of a test framework: CHECK aborts the executable with the place and the values.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <iostream>

#define CHECK(condition)                                                                 \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            std::exit(1);                                                                \
        }                                                                                \
    } while (false)

#define CHECK_EQUAL(expected, actual)                                                       \
    do {                                                                                    \
        const auto expected_value = (expected);                                             \
        const auto actual_value = (actual);                                                 \
        if (!(expected_value == actual_value)) {                                            \
            std::cerr << __FILE__ << ":" << __LINE__ << ": " #actual " is " << actual_value \
                      << ", expected " << expected_value << std::endl;                      \
            std::exit(1);                                                                   \
        }                                                                                   \
    } while (false)

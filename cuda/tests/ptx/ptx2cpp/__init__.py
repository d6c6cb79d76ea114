"""A translator from PTX to C++ for the harness of cuda/tests/simt."""

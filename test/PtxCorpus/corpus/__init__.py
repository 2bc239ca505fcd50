"""The corpus of PTX kernels: cases with their oracles, compilers that make PTX of them, and how they are run."""

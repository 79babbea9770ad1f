"""What the benchmarks share: reports, and the programs they start."""

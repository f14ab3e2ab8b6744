"""Measurements, never tests: medians and ratios, beside what a user would otherwise pick, in one run."""

"""Measurements, run by hand: ratios in one run, never a test that depends on the machine."""

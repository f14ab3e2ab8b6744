"""Who is stuck, against what norm: dwells, norms, odds, signals, the order of attention. Pure."""

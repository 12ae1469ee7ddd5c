"""What may turn out otherwise: distributions, draws, exposure, Monte Carlo."""

"""Results as people read them: charts on screen and on paper."""

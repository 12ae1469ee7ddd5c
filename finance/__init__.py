"""Money over time: horizon, project economics, sources and their schedules. numpy only."""

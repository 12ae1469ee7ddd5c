"""What borrowed money costs and when it is paid back: schedules, sizing, construction, mobilisation."""

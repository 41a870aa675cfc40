"""Settings, wiring, command line, tick, delivery and limiter: the only package that depends on all."""

"""Settings, wiring, command line, tick, delivery, limiter: the only package that depends on all."""

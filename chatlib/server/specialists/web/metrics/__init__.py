"""What `/metrics` tells, see docs/metrics.md. Imported only where the option `--metrics` asks for it."""

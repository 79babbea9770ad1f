"""Codika's HTTP API: the only place that knows HTTP, paths and camelCase."""

"""Settings for all tests: how long Hypothesis looks for an exception to a law."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Machines of a continuous integration differ in speed and keep no database: same examples, no deadline.
settings.register_profile(
    "default", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, database=None)
settings.register_profile("deep", settings.get_profile("default"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default"))

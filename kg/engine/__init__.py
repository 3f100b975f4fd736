"""Where work runs: in this process, with one worker or several."""

"""The commands, one module each, or a few that belong together; each module lists its own in `COMMANDS`."""

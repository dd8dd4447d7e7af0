"""What the programs that measure share."""

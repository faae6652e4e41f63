"""What to do for given aims and limits, what to watch for, and what would be worth finding out."""

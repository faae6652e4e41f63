"""What a reader gets: tables, figures and files of results."""

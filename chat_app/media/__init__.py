"""What files are, by their bytes alone, and how they are made fit for others. Nothing here knows of people,
conversations or the database."""

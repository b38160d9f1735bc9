"""Pure: one Segmented -> signs of spinning; restored wording; a dictionary mined from pairs."""

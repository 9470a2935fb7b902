"""What a person may hold at a business."""

# How many times in an hour somebody may name a person to admit: enough for an office, too few to search for people.
NAMINGS = (20, 3600)
# From this level on it is known who somebody is: only then may they speak for a business.
LEAST_LEVEL = 2
MOST_NAME = 250

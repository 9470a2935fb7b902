"""`make bench`: how near the portal comes to what the same machine could do at best, measured in the same minute.

Only ratios mean anything: each measure is taken next to its limit, three times, and the median counts.
"""

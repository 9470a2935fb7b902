"""Pages of the counter, and the administrators' list of requests for paper."""

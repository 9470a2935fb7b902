"""Working time, holidays, worked Saturdays; legal terms."""

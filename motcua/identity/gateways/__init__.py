"""Foreign systems that know who somebody is: the population register, and other providers of sign-ins."""

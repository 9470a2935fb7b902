"""Every route, every kind of person, own and foreign objects: what test_access_matrix.py is made of.

`people` and `objects` make a small world; `table` says what each route asks for; `walking` asks each route and watches.
"""

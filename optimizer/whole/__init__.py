"""Whole works: the same plans asked for in another form, in which a search for whole numbers ends sooner.

Nothing of it is seen from outside: rows and prices are those of `optimizer.build`, and a plan found here is priced and
verified like any other.
"""

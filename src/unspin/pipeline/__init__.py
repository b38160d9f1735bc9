"""The order of the stages, and nothing else; a module for each kind of question. Pure.

Nothing is imported here: who compares two pages need not wait for what reads their lineage.
"""

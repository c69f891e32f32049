"""Is no Python at all."""
def make(:

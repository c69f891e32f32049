"""`python -m loopcert` is `loopcert`."""
from .command import main

main()

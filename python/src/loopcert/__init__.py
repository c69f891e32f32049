"""loopcert for Python: the command line, and a pytest plugin.

What an author declares of a loop, in `loopcert_subject` of its module, is plain dicts; this package is not needed for it.
"""

NETWORK_PROFILES = (
    'net.tcp', 'net.unix', 'net.udp', 'net.tls', 'server', 'transport', 'protocol', 'dns', 'sendfile', 'sock', 'fd', 'pipe',
    'subprocess',
)


def lacks_network(reason):
    """The entry `lacks` of a loop without a network: each profile of it, with the reason."""
    return dict.fromkeys(NETWORK_PROFILES, reason)

"""What a Python loop says of itself: `loopcert_subject`, an attribute of the factory or of its module.

A dict, or a function that returns one. Here its form is checked and brought into the spelling of a subject; whether
there is such a profile or clause, node knows. A fault of it is told as text, since it is the author's to mend.
"""
import inspect

NAME = 'loopcert_subject'
ENTRIES = ('name', 'version', 'lacks', 'cannot', 'time_scale', 'deviations')


class Unfit(Exception):
    """The author's mistake: the cause and the remedy."""


def declared(module, factory, arguments):
    """What is declared, as plain data under a subject's names; {} where nothing is."""
    owner, where = (factory, 'the factory') if hasattr(factory, NAME) else (module, module.__name__)
    value = getattr(owner, NAME, None)
    if value is None:
        return {}
    if callable(value):
        value = ask(value, arguments, where)
    entries(value, '%s of %s' % (NAME, where), ENTRIES)
    found = {}
    for key, entry in value.items():
        place = '%s[%r]' % (NAME, key)
        if key == 'time_scale':
            found['timeScale'] = number(entry, place)
        elif key == 'deviations':
            found[key] = deviations(entry, place)
        elif key in ('lacks', 'cannot'):
            found[key] = reasons(entry, place)
        else:
            found[key] = text(entry, place, 'a text')
    return found


def ask(function, arguments, where):
    """One that takes parameters is given what the factory is given."""
    try:
        takes = bool(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        takes = False
    try:
        return function(**arguments) if takes else function()
    except Exception as error:
        raise Unfit('%s() of %s raised %s: %s' % (NAME, where, type(error).__name__, error)) from None


def entries(value, place, known):
    if not isinstance(value, dict):
        raise Unfit('%s is %s; make it a dict with some of %s' % (place, kind(value), ', '.join(known)))
    for key in value:
        if key not in known:
            raise Unfit('%s has an entry %r; there are %s' % (place, key, ', '.join(known)))


def reasons(value, place):
    if not isinstance(value, dict):
        example = "{'signal': 'it runs in a thread of its own'}"
        raise Unfit('%s is %s; make it a dict of names and reasons, such as %s' % (place, kind(value), example))
    return {text(name, 'a name in ' + place, 'a text'): text(reason, '%s[%r]' % (place, name), 'a text that says why')
            for name, reason in value.items()}


def deviations(value, place):
    if not isinstance(value, (list, tuple)):
        raise Unfit('%s is %s; make it a list of dicts with clause and reason' % (place, kind(value)))
    found = []
    for index, entry in enumerate(value):
        where = '%s[%d]' % (place, index)
        entries(entry, where, ('clause', 'reason', 'link'))
        for key in ('clause', 'reason'):
            if key not in entry:
                raise Unfit('%s has no %s; give both clause and reason' % (where, key))
        found.append({key: text(item, '%s[%r]' % (where, key), 'a text') for key, item in entry.items()})
    return found


def number(value, place):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Unfit('%s is %s; give a number, 1 for no change' % (place, kind(value)))
    return value


def text(value, place, wanted):
    if not isinstance(value, str):
        raise Unfit('%s is %s; give %s' % (place, kind(value), wanted))
    # Equal to it and nothing else: a subclass may have methods of its own.
    return str.__str__(value)


def kind(value):
    shown = repr(value)
    return '%s (%s)' % (shown if len(shown) < 60 else shown[:60] + '...', type(value).__name__)

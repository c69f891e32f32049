"""asyncio's own loop, of which its author says this and that."""
import asyncio


def loopcert_subject():
    return {
        'name': 'the module',
        'version': '7.0',
        'lacks': {'signal': 'it says so'},
        'cannot': {'host_clock': 'it says so'},
        'time_scale': 2,
        'deviations': [{'clause': 'handles.timer_is_handle', 'reason': 'A whim.', 'link': 'https://example.org/whim'}],
    }


def make():
    return asyncio.SelectorEventLoop()


def declaring(declaration):
    def factory(**arguments):
        return asyncio.SelectorEventLoop()
    factory.loopcert_subject = declaration
    return factory


def by_arguments(label):
    return {'name': 'made with ' + label}


def raising():
    return {}['missing']


with_arguments = declaring(by_arguments)
with_dict = declaring({'name': 'a dict'})
with_nothing = declaring({})
unknown_profile = declaring({'lacks': {'signals': 'it has none'}})
unknown_need = declaring({'cannot': {'host_clok': 'it has none'}})
unknown_clause = declaring({'deviations': [{'clause': 'handles.nothing', 'reason': 'A whim.'}]})
unknown_entry = declaring({'timeScale': 2})
empty_reason = declaring({'lacks': {'signal': ' '}})
empty_deviation = declaring({'deviations': [{'clause': 'handles.timer_is_handle', 'reason': ''}]})
reason_of_none = declaring({'lacks': {'signal': None}})
list_of_profiles = declaring({'lacks': ['signal']})
scale_as_text = declaring({'time_scale': '2'})
scale_too_large = declaring({'time_scale': 1000})
name_as_number = declaring({'name': 3})
no_dict = declaring('signal')
no_reason = declaring({'deviations': [{'clause': 'handles.timer_is_handle'}]})
deviation_as_text = declaring({'deviations': ['handles.timer_is_handle']})
raises = declaring(raising)

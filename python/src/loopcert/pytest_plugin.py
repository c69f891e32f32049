"""`pytest --loopcert my.module:factory`: one item a clause, and one run of the kit for all that are selected.

The items exist before the loop is loaded. The first that runs starts the kit, in processes of its own and with the
clauses that are selected by then, and each tells what came of its clause.
"""
from pathlib import Path
from types import SimpleNamespace

import pytest

from .certification import Certification, observable_clauses
from .command import Missing

VERDICT = 'verdict'


def pytest_addoption(parser):
    group = parser.getgroup('loopcert', 'loopcert: conformance of event loops')
    group.addoption('--loopcert', metavar='MODULE:FACTORY', action='append', default=[],
                    help='certify the loop that this factory makes, one item a clause (repeatable)')
    group.addoption('--loopcert-level', metavar='LEVEL', choices=('must', 'should', 'may'), default='may',
                    help='only clauses of this level and those above it')
    group.addoption('--loopcert-baseline', metavar='FILE', help='known failures: expected to fail, strictly')
    group.addoption('--loopcert-out', metavar='DIR', help='keep the record of the run in this folder')
    group.addoption('--loopcert-arg', metavar='ARG', action='append', default=[],
                    help='a further argument of `loopcert run`, such as --timeout=20 (repeatable)')


def pytest_configure(config):
    if not config.option.loopcert:
        return
    for subject in config.option.loopcert:
        if ':' not in name_of(subject):
            raise pytest.UsageError('--loopcert %s names no factory; write my.module:factory' % subject)
    if getattr(config.option, 'numprocesses', None):
        raise pytest.UsageError('--loopcert starts processes of its own: leave out -n, or give --loopcert-arg=--jobs=4')


def name_of(subject):
    return subject[len('python:'):] if subject.startswith('python:') else subject


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session, config, items):
    """Before pytest's own, which select by -k, -m and --lf."""
    if not config.option.loopcert:
        return
    try:
        known = observable_clauses(config.option.loopcert_level)
    except (Missing, RuntimeError) as error:
        raise pytest.UsageError('loopcert: %s' % error) from None
    for subject in config.option.loopcert:
        name = name_of(subject)
        loop = Loop.from_parent(session, name=name, nodeid='loopcert/' + name)
        loop.certification = Certification(name, arguments_of(config), str(config.invocation_params.dir),
                                           folder_of(config))
        loop.known = len(known)
        found = [Clause.of(loop, clause['id'], (clause['level'], clause['profile'])) for clause in known]
        found.append(Clause.of(loop, VERDICT, ()))
        config.hook.pytest_collectreport(report=pytest.CollectReport(loop.nodeid, 'passed', None, found))
        items += found


def arguments_of(config):
    option = config.option
    arguments = ['--level', option.loopcert_level]
    for path in config.getini('pythonpath'):
        arguments += ['--python-path', str(path)]
    if option.loopcert_baseline:
        arguments += ['--baseline', str(Path(option.loopcert_baseline).absolute())]
    return arguments + option.loopcert_arg


def folder_of(config):
    out = config.option.loopcert_out
    return None if out is None else Path(out).absolute()


def pytest_report_collectionfinish(config, items):
    loops = {item.parent.name: item.parent for item in items if isinstance(item, Clause)}
    return ['loopcert: %s is certified in one run, which may take a minute' % name for name in loops]


def pytest_terminal_summary(terminalreporter, config):
    items = getattr(terminalreporter._session, 'items', ())
    for loop in dict.fromkeys(item.parent for item in items if isinstance(item, Clause)):
        answer = loop.certification.answer
        if answer is not None:
            terminalreporter.section('loopcert')
            for line in answer['summary']:
                terminalreporter.write_line(line)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """The time is that of the clause's tests, and a skip is told where the clause is."""
    outcome = yield
    if not isinstance(item, Clause) or call.when != 'call':
        return
    report = outcome.get_result()
    report.duration = item.seconds
    if report.skipped and isinstance(report.longrepr, tuple):
        report.longrepr = (item.parent.nodeid, None, report.longrepr[2])


class Loop(pytest.Collector):
    """A loop, whose clauses are certified together."""

    def collect(self):
        return []

    def ended(self, clause):
        """What came of a clause: outcome, reason, text."""
        certification = self.certification
        if certification.answer is None and certification.problem is None:
            certification.run(self.selected())
            if certification.problem is not None:
                return {'outcome': 'failed', 'reason': 'the loop cannot be certified', 'text': certification.problem}
        if certification.problem is not None:
            return {'outcome': 'skipped', 'reason': 'the loop cannot be certified'}
        if clause == VERDICT:
            return certification.answer['verdict']
        found = certification.answer['clauses'].get(clause)
        return found or {'outcome': 'skipped', 'reason': 'left out by an argument of the run'}

    def selected(self):
        """None are named where all are wanted, or the verdict alone, which is of all."""
        mine = [item for item in self.session.items if isinstance(item, Clause) and item.parent is self]
        clauses = [item.clause for item in mine if item.clause != VERDICT]
        return clauses if len(clauses) < self.known else []


class Failed(Exception):
    """A clause that does not hold, or holds although it is listed."""


class Told(SimpleNamespace):
    """The text of a failure in the place of a traceback. `reprcrash` is where pytest looks for the line of a summary."""

    def toterminal(self, writer):
        for line in self.text.split('\n'):
            writer.line(line)

    def __str__(self):
        return self.text


class Clause(pytest.Item):
    @classmethod
    def of(cls, loop, clause, keywords):
        # As a whole: pytest reads the id of --lf from its text, with what stands in brackets as a part of its own.
        name = 'clause[%s]' % clause
        self = cls.from_parent(loop, name=name, nodeid='%s::%s' % (loop.nodeid, name))
        self.clause = clause
        self.seconds = 0
        self.extra_keyword_matches.update(keywords)
        return self

    def runtest(self):
        ended = self.parent.ended(self.clause)
        self.seconds = ended.get('durationMs', 0) / 1000
        outcome, reason = ended['outcome'], ended['reason']
        if outcome == 'skipped':
            pytest.skip(reason)
        elif outcome == 'xfailed':
            pytest.xfail(reason)
        elif outcome == 'xpassed':
            raise Failed('[XPASS(strict)] ' + reason, '')
        elif outcome == 'failed':
            raise Failed(reason, ended.get('text', ''))

    def repr_failure(self, excinfo, style=None):
        if not isinstance(excinfo.value, Failed):
            return super().repr_failure(excinfo)
        reason, text = excinfo.value.args
        return Told(text=text or reason, reprcrash=SimpleNamespace(path=self.parent.name, lineno=0, message=reason))

    def reportinfo(self):
        return self.path, None, self.clause

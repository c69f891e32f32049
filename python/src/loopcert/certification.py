"""One run of the kit for one loop: of the clauses that are wanted, and what came of each."""
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from .command import command


def ask(arguments, cwd=None):
    """Runs the kit to its end. What it prints is kept."""
    words, environment = command(arguments)
    return subprocess.run(words, env=environment, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding='utf-8', errors='replace')


def observable_clauses(level):
    """The clauses of a level and those above it that some test observes, as the kit lists them."""
    levels = ('must', 'should', 'may')
    wanted = levels[:levels.index(level) + 1]
    ended = ask(['list', 'clauses', '--json'])
    if ended.returncode != 0:
        raise RuntimeError('the kit cannot list its clauses: ' + ended.stderr)
    return [clause for clause in json.loads(ended.stdout) if clause['level'] in wanted and clause.get('tests')]


class Certification:
    """`answer` after a run: `summary`, `verdict`, `clauses`; where there is none, `problem` says why."""

    def __init__(self, subject, arguments, folder, out=None):
        self.subject = subject
        self.arguments = list(arguments)
        self.folder = folder
        self.out = out
        self.answer = None
        self.problem = None

    def run(self, clauses):
        with tempfile.TemporaryDirectory(prefix='loopcert-') as made:
            arguments = ['run', 'python:' + self.subject, '--reporter', 'pytest', '--out', made]
            for clause in clauses:
                arguments += ['--clause', clause]
            ended = ask(arguments + self.arguments, cwd=self.folder)
            answers = list(Path(made).glob('*.pytest.json'))
            if answers:
                self.answer = json.loads(answers[0].read_text('utf-8'))
                self.keep(Path(made), answers[0])
            else:
                self.problem = (ended.stderr or ended.stdout).strip() or 'exit code %d' % ended.returncode

    def keep(self, made, answer):
        """The record and other reports, for who wants them."""
        if self.out is None:
            return
        self.out.mkdir(parents=True, exist_ok=True)
        for file in made.iterdir():
            if file != answer:
                shutil.copy(str(file), str(self.out / file.name))

"""What `make test` and `make test-all` run, on a copy of the files that git would commit, so that nothing of yours is touched.

Generated files are those which their sources give, imports run down the rooms, and every notebook runs from top to bottom.
`make test` leaves out cells marked `#| slow` and the folders in `SLOW_FOLDERS`; `make test-all` runs them too."""
import json, os, re, shutil, subprocess, sys, tempfile, time
from configparser import ConfigParser
from pathlib import Path
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from docments import complaints_about_docments
from figures import complaints_about_figures
from house import complaints_about_cells, complaints_about_imports
from links import complaints_about_links
from text_blocks import lacks, python_blocks

ROOT = Path(__file__).resolve().parents[1]
TOOLS = Path(sys.executable).parent
FOLDERS = 'nbs', 'data_prep'
SLOW_FOLDERS = 'systems', 'benchmarks', 'reliability', 'tutorials'
ALWAYS = 'nbs/tutorials/03_traps.ipynb', 'nbs/systems/00_sources.ipynb' # they cite lines and names of all rooms, so any of them can break it
MACHINE = re.compile(r'(?:/home/|/root/|/Users/|site-packages/|\w/liverseg_fastai/[\w/]+\.py:\d)')
LIMIT = 600, 1800 # seconds that a notebook may take in `make test`, and with its slow cells

def copy(dest):
    "Copy what a commit of the working tree would hold"
    listed = subprocess.run(['git', 'ls-files', '-z', '-co', '--exclude-standard'], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        sys.exit(f'make test needs a git checkout: {listed.stderr.strip()}')
    for name in filter(None, listed.stdout.split('\0')):
        if not (ROOT/name).is_file():
            continue
        (dest/name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT/name, dest/name)
    return dest

def notebooks(tree, everything=True):
    "Notebooks in the order of their names; nbdev leaves out those that start with _ or ."
    paths = [p.relative_to(tree) for folder in FOLDERS for p in sorted((tree/folder).rglob('*.ipynb'))]
    paths = [p for p in paths if not any(part[0] in '._' for part in p.parts)]
    if everything:
        return paths
    return [p for p in paths if p.parts[1] not in SLOW_FOLDERS or p.as_posix() in ALWAYS]

def environment(tree, tmp):
    "One thread for each notebook, the copy's package, sample scans by absolute path"
    env = dict(os.environ, OMP_NUM_THREADS='1', PYTHONPATH=str(tree), TMPDIR=str(tmp),
               PATH=f"{TOOLS}{os.pathsep}{os.environ['PATH']}", PYTHONWARNINGS='ignore::FutureWarning')
    for key in ('LIVERSEG_SAMPLES', 'LIVERSEG_DATA'):
        if env.get(key):
            env[key] = str((ROOT/env[key]).resolve())
    return env

class Checks:
    "Each method gives the complaints about a scratch copy `new`, made again from its sources, beside the committed `old`"
    slow = 'documentation_pages_can_be_made',

    def __init__(self, old, new, env):
        self.old, self.new, self.env = old, new, env

    def make(self, *cmd):
        result = subprocess.run([TOOLS/cmd[0], *cmd[1:]], cwd=self.new, env=self.env, capture_output=True, text=True)
        return [result.stdout + result.stderr] if result.returncode else []

    def differing(self, glob, cure, but=()):
        "Files that are missing on one side, or differ"
        found = {p.relative_to(tree) for tree in (self.old, self.new) for p in tree.glob(glob) if p.is_file()}
        names = sorted(n for n in found if n.suffix != '.pyc' and n.name not in but)
        def content(path):
            return path.read_bytes() if path.exists() else None
        return [f'{n} differs: run `{cure}`' if (self.new/n).exists() else f'{n} comes from no notebook: delete it'
                for n in names if content(self.old/n) != content(self.new/n)]

    def package_is_what_the_notebooks_export(self):
        for path in self.new.glob('liverseg_fastai/**/*.py'):
            if path.name not in ('__init__.py', 'all.py'):
                path.unlink()
        return self.make('nbdev_export') + self.differing('liverseg_fastai/**/*', 'make export')

    def notebooks_are_clean(self):
        complaints = []
        for folder in FOLDERS:
            if (self.new/folder).exists():
                complaints += self.make('nbdev_clean', '--fname', folder)
                complaints += self.differing(f'{folder}/**/*.ipynb', 'make export')
        return complaints

    def notebooks_have_outputs(self):
        def code(path):
            cells = json.loads((self.old/path).read_text(encoding='utf-8'))['cells']
            return [c for c in cells if c['cell_type'] == 'code']
        return [f'{p} has no outputs: run it and save it' for p in notebooks(self.old)
                if code(p) and not any(c['outputs'] for c in code(p))]

    def outputs_name_no_machine(self):
        "Warnings print where the library is installed, or the checkout of this package"
        complaints = []
        for path in notebooks(self.old):
            for cell in json.loads((self.old/path).read_text(encoding='utf-8'))['cells']:
                found = MACHINE.search(json.dumps(cell.get('outputs', [])))
                if found:
                    complaints.append(f'{path}: cell {cell["id"]} shows a path of a machine, {found[0]}…; run it again without that')
        return complaints

    def cells_that_import_do_nothing_else(self):
        return complaints_about_cells(self.old, notebooks(self.old))

    def imports_run_down_the_rooms(self):
        return complaints_about_imports(self.old/'liverseg_fastai')

    def public_symbols_are_explained(self):
        return complaints_about_docments(self.old/'liverseg_fastai')

    def front_door_shadows_nothing(self):
        code = ('import warnings; warnings.simplefilter("ignore"); ours, theirs = {}, {};'
                'exec("from liverseg_fastai.all import *", ours); exec("from fastai.vision.all import *", theirs);'
                'print(*sorted((ours.keys() & theirs.keys()) - {"__builtins__"}))')
        result = subprocess.run([TOOLS/'python', '-c', code], cwd=self.old, env=self.env, capture_output=True, text=True)
        if result.returncode:
            return [result.stderr]
        return [f'liverseg_fastai.all shadows fastai\'s `{name}`: rename ours, or leave it out' for name in result.stdout.split()]

    def links_lead_somewhere(self):
        return complaints_about_links(self.old, notebooks(self.old))

    def commands_in_texts_exist(self):
        return self.make('python', '.ci/text_blocks.py', '.', *(p.as_posix() for p in notebooks(self.new)))

    def python_in_texts_runs(self):
        "Code cells run with their notebooks; this is what stands in texts beside them, in a folder with phantoms"
        complaints = []
        with tempfile.TemporaryDirectory() as folder:
            make = 'from liverseg_fastai.phantom.patient import make_phantoms; make_phantoms("scans", n=2, size=48, slices=12)'
            for name, code in python_blocks(self.old, notebooks(self.old)):
                compile(code, str(name), 'exec')
                if not lacks(code):
                    cmd = [TOOLS/'python', '-W', 'ignore', '-c', f'{make}\n{code}']
                    result = subprocess.run(cmd, cwd=folder, env=self.env, capture_output=True, text=True)
                    complaints += [f'{name}: {result.stderr}'] if result.returncode else []
        return complaints

    def ruff_is_content(self):
        return self.make('ruff', 'check', '--quiet', '--no-cache', '--output-format', 'concise', '--config', '.ci/ruff.toml', 'liverseg_fastai')

    def readme_is_what_the_index_renders(self):
        return (self.make('python', '.ci/readme.py') + self.differing('README.md', 'make readme')
                + self.differing('nbs/images/readme_*', 'make readme'))

    def figures_are_those_of_their_cells(self):
        return complaints_about_figures(self.old)

    def shipped_graphs_belong_to_their_weights(self):
        code = ('from liverseg_fastai.models.saved import Run, shipped_models\n'
                'for run in map(Run, shipped_models().values()):\n'
                '    for stage in filter(None, (run, run.inside)):\n'
                '        stage.exported("graph")')
        said = self.make('python', '-c', code)
        return [f'{said[0].strip().splitlines()[-1]} `make graphs` does it for all.'] if said else []

    def documentation_pages_can_be_made(self):
        "nbdev runs exported cells and those with an import, and no others"
        said = self.make('python', '-W', 'ignore', '-c', 'from nbdev.serve import proc_nbs; proc_nbs(n_workers=2)')
        errors = re.findall(r'^(?:\w+Error|Exception): .*', ''.join(said), re.M)
        return list(dict.fromkeys(errors)) or said

    def lock_fits_the_settings(self):
        lines = [o for o in (self.old/'requirements.lock').read_text(encoding='utf-8').splitlines() if o and o[0] != '#']
        odd = [f'{o}: only `name==version` may stand in requirements.lock' for o in lines if '==' not in o or '://' in o or o[0] == '-']
        pins = [r for r in map(Requirement, lines if not odd else []) if not r.marker or r.marker.evaluate()]
        locked = {canonicalize_name(r.name): next(iter(r.specifier)).version for r in pins}
        cfg = ConfigParser(delimiters='=')
        cfg.read(self.old/'settings.ini', encoding='utf-8')
        asked = [Requirement(o) for k, v in cfg.defaults().items() if k.endswith('requirements') for o in v.split()]
        return odd + [f'{r} is not met: run `make lock`' for r in asked
                      if not r.specifier.contains(locked.get(canonicalize_name(r.name), '0'), prereleases=True)]

class Tally:
    "Counts, one line for each thing done, and at the end the slowest"
    def __init__(self):
        self.seconds, self.passed, self.failed, self.skipped = {}, 0, [], {}

    def add(self, name, complaints, seconds, left_out=()):
        self.seconds[name] = seconds
        if complaints:
            self.failed.append(name)
        elif left_out:
            self.skipped[name] = left_out
        else:
            self.passed += 1
        word = 'FAILED' if complaints else 'skipped' if left_out else 'ok'
        print(f'{word:7} {name}  {seconds:.0f} s', flush=True)
        for text in [*left_out, *complaints]:
            print('\n'.join(f'        {line}' for line in text.strip().splitlines()[-40:]), flush=True)

    def conclude(self, seconds):
        "Print what a reader wants to know last; True if something failed"
        print(f'\n{seconds:.0f} s in all. The slowest:')
        for name, took in sorted(self.seconds.items(), key=lambda item: -item[1])[:10]:
            print(f'{took:6.0f} s  {name}')
        for title, names in (('Failed', self.failed), ('Skipped in part', self.skipped)):
            if names:
                print(f'\n{title}:', *names, sep='\n  ')
        print(f'\n{self.passed} passed, {len(self.failed)} failed, {len(self.skipped)} skipped')
        return bool(self.failed)

def timed(function, *args):
    start = time.time()
    return function(*args), time.time() - start

def run_checks(checks, everything, tally):
    "The checks of what is generated, one after the other: they share a scratch copy"
    names = [n for n in vars(Checks) if '_' in n.strip('_') and (everything or n not in Checks.slow)]
    for name in names:
        tally.add(name.replace('_', ' '), *timed(getattr(checks, name)))

def run_notebooks(tree, env, everything, tally):
    "As many notebooks at a time as there are cores; an interrupt ends them too"
    cmd = [TOOLS/'python', ROOT/'.ci'/'notebooks.py', 'slow' if everything else '', str(LIMIT[everything])]
    paths = [p.as_posix() for p in notebooks(tree, everything)]
    with subprocess.Popen([*cmd, *paths], cwd=tree, env=env, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            done = json.loads(line)
            paths.remove(done['path'])
            tally.add(done['path'], done['complaints'], done['seconds'], done['left_out'])
    for path in paths:
        tally.add(path, ['was not run'], 0)

def main():
    everything = '--all' in sys.argv[1:]
    tally, start = Tally(), time.time()
    with tempfile.TemporaryDirectory(prefix='liverseg-') as scratch:
        scratch = Path(scratch)
        old, new, tmp = copy(scratch/'tree'), copy(scratch/'new'), scratch/'tmp'
        tmp.mkdir()
        print(f'Checking what is generated, then {len(notebooks(old, everything))} notebooks', flush=True)
        run_checks(Checks(old, new, environment(new, tmp)), everything, tally)
        run_notebooks(old, environment(old, tmp), everything, tally)
    sys.exit(tally.conclude(time.time() - start))

if __name__ == '__main__':
    main()

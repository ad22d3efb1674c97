"""What `make test` runs, on a copy of the files that git would commit, so that nothing of yours is touched:
generated files are those which their sources give, and every notebook runs from top to bottom."""
import json, os, re, shutil, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor, as_completed
from configparser import ConfigParser
from pathlib import Path
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

root = Path(__file__).resolve().parents[1]
tools = Path(sys.executable).parent
folders = 'nbs', 'data_prep'
limit = 600 # seconds that a notebook may take

def copy(dest):
    "Copy what a commit of the working tree would hold"
    names = subprocess.run(['git', 'ls-files', '-z', '-co', '--exclude-standard'], cwd=root, capture_output=True, text=True)
    if names.returncode: sys.exit(f'make test needs a git checkout: {names.stderr.strip()}')
    for name in filter(None, names.stdout.split('\0')):
        if not (root/name).is_file(): continue
        (dest/name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root/name, dest/name)
    return dest

def notebooks(tree):
    "Notebooks in the order of their names; nbdev leaves out those that start with _ or ."
    paths = [p.relative_to(tree) for d in folders for p in sorted((tree/d).rglob('*.ipynb'))]
    return [p for p in paths if not any(o[0] in '._' for o in p.parts)]

def environment(tree, tmp):
    "One thread for each notebook, the copy's package, sample scans by absolute path"
    env = dict(os.environ, OMP_NUM_THREADS='1', PYTHONPATH=str(tree), TMPDIR=str(tmp), PATH=f"{tools}{os.pathsep}{os.environ['PATH']}")
    for k in ('LIVERSEG_SAMPLES', 'LIVERSEG_DATA'):
        if env.get(k): env[k] = str((root/env[k]).resolve())
    return env

class Checks:
    "Each method gives the complaints about a scratch copy `new`, made again from its sources, beside the committed `old`"
    def __init__(self, old, new, env): self.old, self.new, self.env = old, new, env

    def make(self, *cmd):
        r = subprocess.run([tools/cmd[0], *cmd[1:]], cwd=self.new, env=self.env, capture_output=True, text=True)
        return [r.stdout + r.stderr] if r.returncode else []

    def differing(self, glob, cure):
        "Files that are missing on one side, or differ"
        names = sorted({p.relative_to(t) for t in (self.old, self.new) for p in t.glob(glob) if p.is_file() and p.suffix != '.pyc'})
        read = lambda p: p.read_bytes() if p.exists() else None
        return [f'{n} differs: run `{cure}`' if (self.new/n).exists() else f'{n} comes from no notebook: delete it'
                for n in names if read(self.old/n) != read(self.new/n)]

    def package_is_what_the_notebooks_export(self):
        for p in self.new.glob('liverseg_fastai/**/*.py'):
            if p.name != '__init__.py': p.unlink()
        return self.make('nbdev_export') + self.differing('liverseg_fastai/**/*', 'make export')

    def notebooks_are_clean(self):
        return sum((self.make('nbdev_clean', '--fname', d) + self.differing(f'{d}/**/*.ipynb', 'make export')
                    for d in folders if (self.new/d).exists()), [])

    def notebooks_have_outputs(self):
        def code(p): return [c for c in json.loads((self.old/p).read_text(encoding='utf-8'))['cells'] if c['cell_type'] == 'code']
        return [f'{p} has no outputs: run it and save it' for p in notebooks(self.old) if code(p) and not any(c['outputs'] for c in code(p))]

    def readme_is_what_the_index_renders(self):
        return self.make('python', '.ci/readme.py') + self.differing('README.md', 'make readme') + self.differing('nbs/images/readme_*', 'make readme')

    def documentation_pages_can_be_made(self):
        "nbdev runs exported cells and those with an import, and no others"
        out = self.make('python', '-W', 'ignore', '-c', 'from nbdev.serve import proc_nbs; proc_nbs(n_workers=2)')
        return list(dict.fromkeys(re.findall(r'^(?:\w+Error|Exception): .*', ''.join(out), re.M))) or out

    def lock_fits_the_settings(self):
        lines = [o for o in (self.old/'requirements.lock').read_text().splitlines() if o and o[0] != '#']
        odd = [f'{o}: only `name==version` may stand in requirements.lock' for o in lines if '==' not in o or '://' in o or o[0] == '-']
        pins = [r for r in map(Requirement, lines if not odd else []) if not r.marker or r.marker.evaluate()]
        locked = {canonicalize_name(r.name): next(iter(r.specifier)).version for r in pins}
        cfg = ConfigParser(delimiters='=')
        cfg.read(self.old/'settings.ini')
        asked = [Requirement(o) for k, v in cfg.defaults().items() if k.endswith('requirements') for o in v.split()]
        return odd + [f'{r} is not met: run `make lock`' for r in asked
                      if not r.specifier.contains(locked.get(canonicalize_name(r.name), '0'), prereleases=True)]

def run_notebook(path, tree, env):
    "nbdev_test in a process of its own, so that no notebook sees another's state"
    cmd = [tools/'nbdev_test', '--path', path, '--n_workers', '0', '--do_print', '--timing']
    try: r = subprocess.run(cmd, cwd=tree, env=env, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired: return [f'not done after {limit} s']
    return [] if r.returncode == 0 and 'Success.' in r.stdout else [r.stdout + r.stderr]

def timed(f, *args):
    start = time.time()
    return f(*args), time.time() - start

def report(name, complaints, seconds):
    "One line when all is well, the end of what went wrong otherwise; True if it passed"
    print(f"{'FAILED' if complaints else 'ok':6} {name}  {seconds:.0f} s", flush=True)
    for o in complaints: print('\n'.join('       ' + l for l in o.strip().splitlines()[-40:]), flush=True)
    return not complaints

def main():
    with tempfile.TemporaryDirectory(prefix='liverseg-') as d:
        d = Path(d)
        old, new, tmp = copy(d/'tree'), copy(d/'new'), d/'tmp'
        tmp.mkdir()
        checks = Checks(old, new, environment(new, tmp))
        names = [o for o in vars(Checks) if '_' in o.strip('_')]
        print(f'Checking what is generated ({len(names)} checks)', flush=True)
        passed = [report(n.replace('_', ' '), *timed(getattr(checks, n))) for n in names]
        nbs, env = notebooks(old), environment(old, tmp)
        print(f'Running the notebooks ({len(nbs)}, two at a time)', flush=True)
        with ThreadPoolExecutor(2) as pool:
            todo = {pool.submit(timed, run_notebook, p, old, env): p for p in nbs}
            try: passed += [report(todo[f], *f.result()) for f in as_completed(todo)]
            except KeyboardInterrupt: pool.shutdown(wait=False, cancel_futures=True); raise
    print(f'{sum(passed)} passed, {len(passed) - sum(passed)} failed')
    sys.exit(not all(passed))

if __name__ == '__main__': main()

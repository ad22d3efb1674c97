"""Run notebooks with nbdev_test, each in a fork of this process, so that none sees another's state.

What most of them need is imported once, here: fastai takes nine seconds of a core, and in 80 notebooks that was half the time.
A line of JSON for each notebook, as it ends: its path, its seconds, how it ended, and what it printed and left out."""
import json, os, signal, sys, time
from importlib import import_module
from pathlib import Path
from outputs import complaints_about_outputs

HEAVY = 'nbdev.test', 'fastai.vision.all', 'skimage.measure', 'nibabel'
LEFT_OUT = 'LIVERSEG_SKIPPED' # names the file in which core.notebooks.skipped writes

def log_of(path):
    "Where a notebook's output goes, in the folder for temporary files"
    return Path(os.environ['TMPDIR'])/f"{path.replace('/', '-')}.log"

def test(path, flags, seconds):
    "Run one notebook in this process; the system ends it when its time is up"
    signal.alarm(seconds)
    log = log_of(path)
    os.environ[LEFT_OUT] = str(log.with_suffix('.skipped'))
    printed = os.open(log, os.O_WRONLY|os.O_CREAT|os.O_TRUNC)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(printed, stream.fileno())
    import nbdev.test
    fresh = {}
    class Shell(nbdev.test.CaptureShell):
        "Keep what each cell gives"
        def cell(self, cell, **kwargs):
            cell.outputs = []
            super().cell(cell, **kwargs)
            fresh[cell.id] = cell.outputs
    nbdev.test.CaptureShell = Shell
    try: nbdev.test.nbdev_test(path=path, n_workers=0, do_print=True, timing=True, flags=flags)
    finally: log.with_suffix('.fresh').write_text(json.dumps(fresh), encoding='utf-8')

def result(path, status, start, seconds):
    "What the run that began at `start` and ended with `status` (see os.wait) gave"
    log = log_of(path)
    skipped = log.with_suffix('.skipped')
    printed = log.read_text(encoding='utf-8', errors='replace') if log.exists() else ''
    complaints = []
    if os.WIFSIGNALED(status):
        late = os.WTERMSIG(status) == signal.SIGALRM
        complaints.append(f'not done after {seconds} s' if late else f'ended by signal {os.WTERMSIG(status)}')
    elif status or 'Success.' not in printed:
        complaints.append(printed or f'ended with {os.WEXITSTATUS(status)} and without a word')
    left_out = skipped.read_text(encoding='utf-8').splitlines() if skipped.exists() else []
    if not complaints:
        cells = json.loads(Path(path).read_text(encoding='utf-8'))['cells']
        committed = {c['id']: c['outputs'] for c in cells if c['cell_type'] == 'code'}
        fresh = json.loads(log.with_suffix('.fresh').read_text(encoding='utf-8'))
        complaints = complaints_about_outputs(committed, fresh, all_ran=not left_out)
    return dict(path=path, seconds=time.time() - start, complaints=complaints, left_out=left_out)

def main(flags, seconds, *paths):
    for name in HEAVY:
        import_module(name)
    waiting, running = list(paths), {}
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 2):
            path, start = waiting.pop(0), time.time()
            pid = os.fork()
            if pid == 0:
                return test(path, flags, int(seconds))
            running[pid] = path, start
        pid, status = os.wait()
        path, start = running.pop(pid)
        print(json.dumps(result(path, status, start, int(seconds))), flush=True)

if __name__ == '__main__':
    main(*sys.argv[1:])

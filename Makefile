# `make demo` and `make test` need git, make and python3 only; they and all the rest share one virtual environment.
PYTHON ?= python3
VENV   := .venv
BIN    := $(CURDIR)/$(VENV)/bin
READY  := $(VENV)/.ready
UV     := $(BIN)/uv
MIN_PYTHON := $(shell sed -n 's/^min_python *= *//p' settings.ini)
BENCHMARKS := $(filter-out %/07_neighbours.ipynb,$(sort $(wildcard nbs/benchmarks/*.ipynb)))
SYSTEMS    := $(sort $(wildcard nbs/systems/*.ipynb))
RELIABLE   := $(sort $(wildcard nbs/reliability/*.ipynb))
ROOMS      := $(sort $(wildcard nbs/[0-9]*_*/*.ipynb)) $(sort $(wildcard nbs/[0-9]*.ipynb))
NOTEBOOKS  := $(ROOMS) $(sort $(wildcard data_prep/*.ipynb)) nbs/index.ipynb nbs/tutorials/03_traps.ipynb

# Sample scans for the tests, where they lie beside the repository; see CONTRIBUTING.md
ifneq ($(wildcard ../shared/data),)
LIVERSEG_SAMPLES ?= $(abspath ../shared/data)
export LIVERSEG_SAMPLES
endif

# Run notebooks in place, one after the other, and keep their outputs
define run
@for nb in $(1); do echo "==> $$nb"; PATH="$(BIN):$$PATH" PYTHONWARNINGS=ignore::FutureWarning jupyter nbconvert \
	--log-level=ERROR --to notebook --execute --inplace --ExecutePreprocessor.timeout=3600 $$nb || exit 1; done
@$(call clean)
endef
clean = $(BIN)/nbdev_clean && if [ -d data_prep ]; then $(BIN)/nbdev_clean --fname data_prep; fi

.DEFAULT_GOAL := help
.PHONY: help demo viewer real systems ablations reliability test test-all style lab nbs bench neighbours export readme graphs docs lock newest oldest wheel light clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

$(READY): requirements.lock settings.ini setup.py .ci/setup
	@.ci/setup $(PYTHON) $(VENV)
	@touch $@

demo: $(READY) ## Phantom patients from CT to report, in six minutes or less on two cores
	@PATH="$(BIN):$$PATH" liverseg demo $(ARGS)

viewer: $(READY) ## Fetch the 3D viewer of the web demo and of notebooks, once (npm registry, by checksum)
	@PATH="$(BIN):$$PATH" liverseg web --fetch-viewer

real: $(READY) ## Train on one real patient and segment others (needs LIVERSEG_SAMPLES; about an hour of a core)
	$(call run,nbs/tutorials/01_one_real_patient.ipynb)
systems: $(READY) ## Train the published systems on phantoms, at length (about an hour on two cores)
	$(call run,$(SYSTEMS))
ablations: $(READY) ## Train the second stage without one property of its tumours after the other (an hour and a half of a core)
	$(call run,nbs/tutorials/06_ablations.ipynb)
real systems ablations: export LIVERSEG_FULL = 1
reliability: $(READY) ## Kill, fill and break things on purpose (about ten minutes)
	$(call run,$(RELIABLE))

test: $(READY) ## What a change can break, in minutes: generated files, rules of the house, every module's notebook
	@$(BIN)/python .ci/check.py
test-all: $(READY) ## Everything: slow cells, systems, tutorials, benchmarks, reliability, documentation pages
	@$(BIN)/python .ci/check.py --all
style: $(READY) ## How the package reads, as a table beside the aims; fails nothing
	@$(BIN)/python .ci/style.py

lab: $(READY) ## Open the notebooks in JupyterLab
	@PATH="$(BIN):$$PATH" jupyter lab --notebook-dir=.

nbs: $(READY) ## Run the notebooks in place, in order, and keep their outputs (bench, real and systems run the long ones)
	$(call run,$(NOTEBOOKS))

bench: export LIVERSEG_BENCH := 1
bench: $(READY) ## Run the benchmark notebooks in place, at full size
	$(call run,$(BENCHMARKS))

neighbours: export LIVERSEG_BENCH := 1
neighbours: $(READY) ## Time one real scan beside MONAI, nnU-Net and smp (installs 6 GB; half an hour)
	@$(UV) venv --quiet --clear --python $(BIN)/python .venv-$@
	@$(UV) pip install --quiet --python .venv-$@ --requirement nbs/benchmarks/neighbours.txt --constraint requirements.lock
	$(call run,nbs/benchmarks/07_neighbours.ipynb)

export: $(READY) ## Write the package from the notebooks, and clean them
	@$(BIN)/nbdev_export
	@$(call clean)

readme: $(READY) ## Write README.md from nbs/index.ipynb
	@$(BIN)/python .ci/readme.py

graphs: $(READY) ## Write what ONNX Runtime needs of the shipped models anew, after new weights of either stage
	@for model in $(dir $(wildcard models/starter*/model.json)); do $(BIN)/liverseg export $$model --format graph --out $$model || exit 1; done

docs: $(READY) ## Build the documentation site in _docs (needs Quarto)
	@command -v quarto >/dev/null || { echo "make docs needs Quarto: https://quarto.org/docs/get-started"; exit 1; }
	@$(BIN)/nbdev_proc_nbs
	@cd _proc && QUARTO_PYTHON="$(BIN)/python" quarto render --no-execute
	@rm -rf _docs && mv _proc/_docs _docs

lock: $(READY) ## Write requirements.lock anew from settings.ini, for every platform and Python
	@touch setup.py # uv asks it again only when it is new
	@$(UV) pip compile --quiet --upgrade --universal --python-version $(MIN_PYTHON) --all-extras --no-annotate \
		--no-strip-extras --custom-compile-command "make lock" setup.py --output-file requirements.lock

newest: RESOLUTION := highest
newest: $(READY) ## Run the path with the newest versions of the core requirements
oldest: RESOLUTION := lowest-direct
oldest: $(READY) ## Run the path with the lower bounds of settings.ini
newest oldest:
	@echo "==> Making .venv-$@"
	@$(UV) venv --quiet --clear --python $(BIN)/python .venv-$@
	@$(UV) pip install --python .venv-$@ --resolution $(RESOLUTION) --editable .
	@OMP_NUM_THREADS=1 .ci/pipeline .venv-$@

wheel: $(READY) ## Build dist/ and run the path with the wheel, in an environment of its own
	@rm -rf build dist .venv-wheel && $(UV) build --quiet --python $(BIN)/python --out-dir dist .
	@$(UV) venv --quiet --python $(BIN)/python .venv-wheel
	@$(UV) pip install --quiet --python .venv-wheel dist/*.whl
	@OMP_NUM_THREADS=1 .ci/pipeline .venv-wheel

light: $(READY) ## Build dist/, and predict with the wheel and requirements-predict.txt alone, without PyTorch
	@rm -rf build dist .venv-light && $(UV) build --quiet --wheel --python $(BIN)/python --out-dir dist .
	@$(UV) venv --quiet --python $(BIN)/python .venv-light
	@$(UV) pip install --quiet --python .venv-light --no-deps -r requirements-predict.txt dist/*.whl
	@OMP_NUM_THREADS=1 .ci/light .venv-light

clean: ## Remove the virtual environments and everything else that make made
	rm -rf .venv .venv-newest .venv-oldest .venv-wheel .venv-light .venv-neighbours _proc _docs nbs/sidebar.yml build dist *.egg-info

"""What a researcher needs of this package, beside fastai: `from liverseg_fastai.all import *`

It imports fastai, which takes seconds. Programs that only predict import `liverseg_fastai.predict` instead."""

from .core.errors import LiverSegError
from .core.labels import LITS, MSD_LIVER, MSD_VESSEL, LIVER, VESSEL, VESSELS, LabelSet, WINDOWS, window
from .scans.grid import Volume
from .scans.io import read_mask, read_volume, write_mask, write_volume
from .scans.case import Case, read_case
from .scans.cases import find_cases
from .scans.audit import audit, check_report
from .scans.datasets import sample
from .phantom.patient import make_phantoms, phantom
from .data.frames import SliceSpec
from .data.store import SliceStore, prep
from .data.splits import load_split, make_split, save_split
from .data.augment import TensorCT
from .data.block import liver_dls
from .models.build import build_model
from .models.losses import build_loss
from .models.recipes import RECIPES, Recipe, get_recipe
from .train.learner import liver_unet_learner, recipe_dls
from .train.run import cross_validate, fit_recipe, train
from .predict.model import Model, read_model
from .predict.volume import probability_map, segment, segment_all
from .predict.cohort import predict
from .predict.tune import tune
from .report.averages import compare
from .report.evaluate import evaluate, evaluate_arrays
from .viewer.niivue import view

__all__ = [
    'LiverSegError', 'LITS', 'MSD_LIVER', 'MSD_VESSEL', 'LIVER', 'VESSEL', 'VESSELS', 'LabelSet', 'WINDOWS', 'window',
    'Volume', 'read_volume', 'read_mask', 'write_mask', 'write_volume', 'Case', 'find_cases', 'read_case', 'audit', 'check_report', 'sample',
    'make_phantoms', 'phantom',
    'SliceSpec', 'SliceStore', 'prep', 'make_split', 'load_split', 'save_split', 'TensorCT', 'liver_dls',
    'build_model', 'build_loss', 'RECIPES', 'Recipe', 'get_recipe',
    'liver_unet_learner', 'recipe_dls', 'fit_recipe', 'train', 'cross_validate',
    'Model', 'read_model', 'segment', 'segment_all', 'probability_map', 'predict', 'tune', 'evaluate',
    'evaluate_arrays', 'compare', 'view']

"""``python -m bench``: run every benchmark of this folder, one after the other."""

import importlib
import pkgutil

import bench

for module in sorted(found.name for found in pkgutil.iter_modules(bench.__path__) if not found.name.startswith("_")):
    print(f"== {module}")
    importlib.import_module(f"bench.{module}").main()

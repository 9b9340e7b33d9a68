# Two commands: make run, make test. The rest is for those who work on Raport.
.PHONY: run test check bench train shell lock clean
PY := .venv/bin/python
export RASA_TELEMETRY_ENABLED := false

run:            ## the whole service on this machine
	@python3 scripts/install.py
	@.venv/bin/raport run

test:           ## every test; what a missing program leaves out is named, and under CI=true that fails
	@python3 scripts/install.py --dev
	@$(PY) scripts/test.py

check:          ## the quick checks only: style, types, walls between the rooms
	@$(PY) scripts/test.py --checks

train:          ## a model, if what it is made from changed; it serves when it is no worse
	@.venv/bin/raport train && .venv/bin/raport promote

shell:          ## Rasa's own shell on the current tree, for trainers
	@.venv-assistant/bin/rasa shell

bench:          ## timings, side by side; never part of a test
	@$(PY) -m bench

lock:           ## the locks anew from pyproject.toml
	uv pip compile -q pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o locks/app.txt
	uv pip compile -q --group dev -c locks/app.txt --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o locks/dev.txt
	uv pip compile -q --group assistant --override locks/assistant-overrides.txt --python-version 3.10 --python-platform x86_64-manylinux_2_28 --generate-hashes --no-emit-index-url --no-header -o locks/assistant.txt

clean:          ## what can be made again; never var/, which is an instance's memory
	rm -rf .venv .venv-assistant .rasa models results

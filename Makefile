# Hatang. Needs Python 3.11 to 3.13, git and make; everything else comes into .venv.

PYTHON   ?= python3
SCENARIO ?= thong-nhat-1
OUT      ?= results/$(notdir $(basename $(SCENARIO)))
PORT     ?= 8501

IN_VENV = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run plan install dev test clean

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18
	@echo
	@echo 'SCENARIO is one of these, or the path of a file (now: $(SCENARIO)):'
	@ls scenarios/library | sed -n 's/\.yaml$$//p' | sed 's/^/  /'
	@echo 'OUT is the result folder (now: $(OUT)), PORT the dashboard'\''s, PYTHON the interpreter .venv is made with.'

run: plan ## plan the scenario, then open the dashboard at http://localhost:8501
	$(IN_VENV) -m streamlit run app.py --server.port $(PORT)

plan: install ## plan the scenario without the dashboard: tables and charts into OUT
	@file='$(SCENARIO)'; [ -f "$$file" ] || file="scenarios/library/$(SCENARIO).yaml"; \
	if [ ! -f "$$file" ]; then echo "There is no scenario '$(SCENARIO)': see make help." >&2; exit 2; fi; \
	set -x; $(IN_VENV) -m scenarios run "$$file" --out '$(OUT)' --charts png,svg,pdf

install: ## make .venv with what Hatang runs on
	@$(PYTHON) tools/bootstrap.py

dev:
	@$(PYTHON) tools/bootstrap.py --dev

test: dev ## check everything, as CI does
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m mypy
	$(IN_VENV) -m pytest -n 2 -W error
	$(IN_VENV) -m benchmarks --smoke

clean: ## remove .venv, caches and the results
	rm -rf .venv results htmlcov .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

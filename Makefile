# Everything is done by the small scripts in scripts/, below one ignored folder (.lampo).
# Variables, from the environment or the command line:
#   ODOO=/path/to/odoo     an Odoo 19 that you have: the folder that holds the package `odoo`
#   LAMPO_CACHE=/path      another folder than .lampo
#   LAMPO_PORT=8069        the wanted port of the demo's back office
#   ARGS="-k move"         further words for pytest (make test)
PYTHON ?= python3

.PHONY: help demo test lint bench soak translations shell stop

help:
	@echo "make demo    set everything up and serve the demo company's back office"
	@echo "make test    set everything up and run all tests"
	@echo "make lint    ruff, pylint with Odoo's rules, OCA's checks"
	@echo "make bench   measure what must stay quick, as ratios to a yardstick"
	@echo "make soak    the erasure beside every module of Odoo that can be installed"
	@echo "make translations   bring i18n/*.po up to today's terms"
	@echo "make shell   Odoo's shell on the demo database"
	@echo "make stop    end all that was started"

demo:
	@$(PYTHON) scripts/demo.py

test:
	@$(PYTHON) scripts/run_tests.py $(ARGS)

lint:
	@$(PYTHON) scripts/lint.py

bench:
	@$(PYTHON) scripts/bench.py

soak:
	@$(PYTHON) scripts/soak.py

translations:
	@$(PYTHON) scripts/translations.py

shell:
	@$(PYTHON) scripts/shell.py

stop:
	@$(PYTHON) scripts/stop.py

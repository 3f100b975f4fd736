# The task list; ./run does the work and needs no make (`./run --help`).
.PHONY: setup demo test lint types bench docs
setup demo test lint types bench docs:
	@./run $@

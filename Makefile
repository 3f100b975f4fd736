# The task list; ./run does the work and needs no make (`./run --help`).
.PHONY: setup demo test lint types frontend screenshots bench docs dist
setup demo test lint types frontend screenshots bench docs dist:
	@./run $@
